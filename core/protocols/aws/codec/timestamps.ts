/** Timestamps of AWS's protocols (Smithy's date-time, http-date, epoch-seconds) → ISO 8601 in UTC with milliseconds. */

import type { TimestampFormat } from '../../../catalog/shape.ts';
import { epochMilliseconds, isoTime } from '../../../instant.ts';

const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? GMT$/;
const epoch = /^(-?)(\d{1,12})(?:\.(\d+))?$/;
const exponential = /^-?\d{1,20}(?:\.\d{1,20})?[eE][+-]?\d{1,2}$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The years 1 to 9999, which is what a four-digit year can say. */
const [earliest, latest] = [epochMilliseconds('0001-01-01T00:00:00.000Z'), epochMilliseconds('9999-12-31T23:59:59.999Z')];

/** The instant that the text names in this format; `undefined` when it names none. What is finer than a millisecond is cut off. */
export function parseTimestamp(text: string, format: TimestampFormat): string | undefined {
  const milliseconds = parsers[format](text);
  const isInRange = milliseconds !== undefined && milliseconds >= earliest && milliseconds <= latest;
  return isInRange ? isoTime(milliseconds) : undefined;
}

const parsers: Readonly<Record<TimestampFormat, (text: string) => number | undefined>> = {
  iso8601: fromIso,
  rfc822: fromHttpDate,
  unix: fromEpoch,
};

function fromIso(text: string): number | undefined {
  const [, local, fraction, zone] = iso.exec(text) ?? [];
  const [instant, offset] = [inUtc(local, fraction), offsetMinutes(zone)];
  return instant === undefined || offset === undefined ? undefined : instant - offset * 60_000;
}

function fromHttpDate(text: string): number | undefined {
  const [, date, monthName = '', year, time, fraction] = httpDate.exec(text) ?? [];
  const month = String(months.indexOf(monthName) + 1).padStart(2, '0');
  return inUtc(`${year}-${month}-${date}T${time}`, fraction);
}

function fromEpoch(text: string): number | undefined {
  if (exponential.test(text)) return Math.round(Number(text) * 1000);
  const [, sign, seconds, fraction] = epoch.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const milliseconds = Number(seconds) * 1000 + Number(threeDigits(fraction));
  return sign === '-' ? -milliseconds : milliseconds;
}

/** A date that its own calendar does not have, such as 30 February, comes back as another one. */
function inUtc(local: string | undefined, fraction: string | undefined): number | undefined {
  const text = `${local}.${threeDigits(fraction)}Z`;
  const milliseconds = epochMilliseconds(text);
  return Number.isNaN(milliseconds) || isoTime(milliseconds) !== text ? undefined : milliseconds;
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return zone === undefined ? undefined : 0;
  const [hours = Number.NaN, minutes = Number.NaN] = zone.slice(1).split(':').map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function threeDigits(fraction = ''): string {
  return `${fraction}000`.slice(0, 3);
}
