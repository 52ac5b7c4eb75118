/** Arithmetic on instants (ISO 8601 UTC ↔ seconds). It reads no clock. */

/** @throws RangeError for a text that is no instant. */
export function secondsOf(instant: string): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new RangeError('not an instant of time');
  return milliseconds / 1000;
}

export function instantOf(seconds: number): string {
  return new Date(Math.floor(seconds * 1000)).toISOString();
}

/** Whether the text is exactly what `instantOf` writes. */
export function isInstant(text: string): boolean {
  const milliseconds = Date.parse(text);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text;
}
