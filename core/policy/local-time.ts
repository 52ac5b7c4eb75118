/** The hour and the weekday of an instant in the operator's time zone, daylight saving included. */

export type LocalTime = {
  /** 0 to 23. */
  readonly hour: number;
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekday: number;
};

const instantForm = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws `RangeError` for an instant that is not ISO 8601 UTC and for an unknown zone. */
export function localTime(instant: string, timeZone: string): LocalTime {
  const parts = formatOf(timeZone).formatToParts(epochMilliseconds(instant));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { hour: Number(part('hour')), weekday: weekdays.indexOf(part('weekday')) + 1 };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23', weekday: 'short' });
  formats.set(timeZone, format);
  return format;
}

function epochMilliseconds(instant: string): number {
  const found = instantForm.exec(instant);
  if (found === null) throw new RangeError('the time of a question is not ISO 8601 UTC');
  const [, year, month, day, hour, minute, second] = found.map(Number);
  return ((daysSinceEpoch(year, month, day) * 24 + Number(hour)) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last. */
function daysSinceEpoch(year = 1970, month = 1, day = 1): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
