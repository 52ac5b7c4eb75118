/** ISO 8601 UTC → milliseconds since 1970, the form in which OCSF wants time. Pure arithmetic: core has no clock. */

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?Z$/;

/** Throws `TypeError` for any other form of time. */
export function epochMilliseconds(iso: string): number {
  const parts = pattern.exec(iso);
  if (parts === null) throw new TypeError('recording: a time must be ISO 8601 in UTC, as 2026-11-24T06:15:00.123Z');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const milliseconds = Number((parts[7] ?? '0').padEnd(3, '0'));
  return ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + milliseconds;
}

/** Days of the proleptic Gregorian calendar, with the year begun in March so that the leap day is its last. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}
