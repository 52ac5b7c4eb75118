/** Single values → their canonical form: integers beyond 2^53 as text, blobs as standard base64, timestamps as ISO 8601. */

import type { ScalarKind, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import type { Json } from '../../../model.ts';
import { malformed, type Place } from './malformed.ts';
import { parseTimestamp } from './timestamps.ts';

/** The shapes whose values have no parts. */
export type LeafShape = Extract<Shape, { readonly kind: ScalarKind | 'timestamp' | 'blob' }>;

const integer = /^-?(?:0|[1-9]\d*)$/;
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const notFinite = new Set(['NaN', 'Infinity', '-Infinity']);

/** A value written as text, as forms, XML, paths, queries and headers have it. Errors: `malformed-request`. */
export function leafFromText(
  shape: LeafShape,
  text: string,
  at: { readonly format: TimestampFormat; readonly place: Place },
): Json {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'boolean':
      return booleanFromText(text, at.place);
    case 'blob':
      return canonicalBase64(text, at.place);
    case 'timestamp':
      return timestampFromText(text, at.format, at.place);
    default:
      return numberFromText(shape.kind, text, at.place);
  }
}

/** A number by its digits, within the range of its kind. Not-a-number and the infinities are text, since JSON has no form for them. */
export function numberFromText(kind: Exclude<ScalarKind, 'string' | 'boolean'>, text: string, place: Place): Json {
  switch (kind) {
    case 'integer':
    case 'long':
    case 'big-integer':
      return integerFromText(kind, text, place);
    case 'float':
    case 'double':
      return notFinite.has(text) ? text : finite(text, place);
    case 'big-decimal':
      return exactDecimal(text, place);
  }
}

export function timestampFromText(text: string, format: TimestampFormat, place: Place): string {
  const time = parseTimestamp(text, format);
  if (time === undefined)
    throw malformed(place, `it is not a timestamp of the form ${formatNames[format]} between the years 1 and 9999`);
  return time;
}

/** Base64 in its one canonical spelling: other spellings of the same bytes are refused. */
export function canonicalBase64(text: string, place: Place): string {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw malformed(place, 'it is not standard base64');
  return text;
}

const formatNames: Readonly<Record<TimestampFormat, string>> = {
  iso8601: '2026-01-31T10:00:00Z',
  rfc822: 'Sat, 31 Jan 2026 10:00:00 GMT',
  unix: '1769853600',
};

function booleanFromText(text: string, place: Place): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(place, 'it is neither true nor false');
  return text === 'true';
}

function integerFromText(kind: 'integer' | 'long' | 'big-integer', text: string, place: Place): number | string {
  if (!integer.test(text)) throw malformed(place, 'it is not an integer');
  const value = Number(text);
  // Adding 0 turns -0 into 0, which is the same integer.
  if (Number.isSafeInteger(value) && !(kind === 'integer' && !isInt32(value))) return value + 0;
  if (kind === 'integer' || (kind === 'long' && !isInt64(text))) throw malformed(place, 'it is out of range');
  return text;
}

function isInt32(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 31;
}

function isInt64(text: string): boolean {
  return text.length <= 20 && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

function finite(text: string, place: Place): number {
  if (!decimal.test(text)) throw malformed(place, 'it is not a number');
  const value = Number(text);
  if (!Number.isFinite(value)) throw malformed(place, 'it is out of range');
  return value + 0;
}

/** A number when the digits say no more than a double holds, else the digits. */
function exactDecimal(text: string, place: Place): number | string {
  const value = finite(text, place);
  return String(value) === text ? value : text;
}
