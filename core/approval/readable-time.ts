/** A time for people: to the minute, with its zone beside it. The record has it to the millisecond. */

/** `2026-05-04T11:00:12.345Z` → `2026-05-04 11:00 UTC`; what is no time of ours stays as it is. */
export function readableTime(time: string): string {
  const [, date, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z$/.exec(time) ?? [];
  return date === undefined ? time : `${date} ${minute} UTC`;
}
