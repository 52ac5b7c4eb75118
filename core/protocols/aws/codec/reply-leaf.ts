/** Single values of a reply → their canonical form. What does not fit its shape stays as it came: the call has run, and a mask may stand there. */

import type { TimestampFormat } from '../../../catalog/shape.ts';
import type { Json } from '../../../model.ts';
import type { LeafShape } from './scalars.ts';
import { parseTimestamp } from './timestamps.ts';

const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const integer = /^-?\d+$/;
const formats: readonly TimestampFormat[] = ['iso8601', 'rfc822', 'unix'];

/** A value written as text, as XML and headers have it. */
export function replyText(shape: LeafShape, text: string, format: TimestampFormat): Json {
  switch (shape.kind) {
    case 'string':
    case 'blob':
      return text;
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : text);
    case 'timestamp':
      return replyTime(text, format);
    default:
      return number.test(text) ? replyNumber(text) : text;
  }
}

/** A number by its digits; an integer beyond 2^53 stays text. */
export function replyNumber(digits: string): Json {
  const value = Number(digits);
  if (integer.test(digits)) return Number.isSafeInteger(value) ? value + 0 : digits;
  return Number.isFinite(value) ? value : digits;
}

/** In the format that the model says, else in any. */
export function replyTime(text: string, format: TimestampFormat): string {
  for (const each of [format, ...formats]) {
    const time = parseTimestamp(text, each);
    if (time !== undefined) return time;
  }
  return text;
}
