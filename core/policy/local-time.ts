/** The hour and the weekday of an instant in the operator's time zone, daylight saving included. */

import { epochMilliseconds, isoTime } from '../instant.ts';

export type LocalTime = {
  /** 0 to 23. */
  readonly hour: number;
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekday: number;
};

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws `RangeError` for an instant that is not ISO 8601 UTC and for an unknown zone. */
export function localTime(instant: string, timeZone: string): LocalTime {
  if (!instantForm.test(instant)) throw new RangeError('the time of a question is not ISO 8601 UTC');
  const parts = formatOf(timeZone).formatToParts(epochMilliseconds(instant));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { hour: Number(part('hour')), weekday: weekdays.indexOf(part('weekday')) + 1 };
}

/** The full hour that comes so many hours later; 1 is the next. */
export function fullHourLater(instant: string, hours: number): string {
  const hour = 3_600_000;
  return isoTime((Math.floor(epochMilliseconds(instant) / hour) + hours) * hour);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23', weekday: 'short' });
  formats.set(timeZone, format);
  return format;
}
