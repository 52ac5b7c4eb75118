/** Arithmetic on the product's times: ISO 8601 UTC text with milliseconds, as `ports.now` gives it. */

// The one place of core that touches Date: only its two pure conversions, never its clock.

/** Milliseconds since 1970 of an ISO 8601 time; NaN for text that is none. */
export function epochMilliseconds(time: string): number {
  // biome-ignore lint/style/noRestrictedGlobals: a pure conversion, no clock is read
  return Date.parse(time);
}

/** The time of so many milliseconds since 1970: `2026-01-31T12:00:00.000Z`. Throws a RangeError beyond the year 275760. */
export function isoTime(milliseconds: number): string {
  // biome-ignore lint/style/noRestrictedGlobals: a pure conversion, no clock is read
  return new Date(milliseconds).toISOString();
}
