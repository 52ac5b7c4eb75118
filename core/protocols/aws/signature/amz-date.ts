/** The dates of the AWS wire, by arithmetic on text alone: `20260131T235959Z` (SigV4) and IMF-fixdate (RFC 9110 §5.6.7). */

const amzDatePattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** ISO 8601 UTC → SigV4's basic form; fractions of a second are cut. */
export function toAmzDate(iso: string): string {
  return `${iso.slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`;
}

/** Seconds since 1970 of a SigV4 date; `undefined` when it is not one, or names a day or an hour that does not exist. */
export function amzDateSeconds(amzDate: string): number | undefined {
  const match = amzDatePattern.exec(amzDate);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return daysSinceEpoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
}

/** ISO 8601 UTC → the form of the `Date` header: `Sat, 31 Jan 2026 23:59:59 GMT`. */
export function toHttpDate(iso: string): string {
  const [year = 0, month = 0, day = 0] = iso.slice(0, 10).split('-').map(Number);
  const weekday = weekdays[(((daysSinceEpoch(year, month, day) + 4) % 7) + 7) % 7];
  return `${weekday}, ${iso.slice(8, 10)} ${months[month - 1]} ${iso.slice(0, 4)} ${iso.slice(11, 19)} GMT`;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}
