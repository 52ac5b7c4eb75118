/** Single values as JSON gives them → their canonical form, with the kinds taken strictly. */

import type { ScalarKind, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import type { GatewayError } from '../../../errors.ts';
import type { Json } from '../../../model.ts';
import { isList } from './given-values.ts';
import { malformed, type Place } from './malformed.ts';
import { canonicalBase64, type LeafShape, numberFromText } from './scalars.ts';
import { parseTimestamp } from './timestamps.ts';

/** Errors: `malformed-request`, naming the place, what was expected and what was given. */
export function checkLeaf(shape: LeafShape, value: Json, at: { readonly place: Place; readonly format: TimestampFormat }): Json {
  switch (shape.kind) {
    case 'string':
      if (typeof value !== 'string') throw wrongKind(shape, value, at.place);
      if (!value.isWellFormed()) throw malformed(at.place, 'it holds half of a surrogate pair');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongKind(shape, value, at.place);
      return value;
    case 'blob':
      if (typeof value !== 'string') throw wrongKind(shape, value, at.place);
      return canonicalBase64(value, at.place);
    case 'timestamp':
      return timestamp(value, at);
    default:
      return number(shape.kind, value, at.place);
  }
}

/** A value of another kind than the model's. */
export function wrongKind({ kind }: Shape, value: Json, place: Place): GatewayError {
  return malformed(place, `${expected[kind]} is expected, and ${kindOf(value)} is given`);
}

const expected: Readonly<Record<Shape['kind'], string>> = {
  structure: 'an object',
  map: 'an object',
  list: 'a list',
  document: 'any JSON',
  'event-stream': 'an event stream',
  string: 'text',
  boolean: 'true or false',
  blob: 'text in base64',
  timestamp: 'a time (2026-01-31T10:00:00Z, or seconds since 1970)',
  integer: 'an integer',
  long: 'an integer',
  'big-integer': 'an integer',
  float: 'a number',
  double: 'a number',
  'big-decimal': 'a number',
};

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

type NumberKind = Exclude<ScalarKind, 'string' | 'boolean'>;

/** JSON's own numbers are exact up to 2^53: beyond it, the digits are text. */
function number(kind: NumberKind, value: Json, place: Place): Json {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && isWhole(kind)) {
    throw malformed(place, 'an integer beyond 2^53 loses digits in JSON; give it as text');
  }
  const isText = typeof value === 'string' && (isExact(kind) || /^(?:NaN|-?Infinity)$/.test(value));
  if (typeof value !== 'number' && !isText)
    throw malformed(place, `${expected[kind]} is expected, and ${kindOf(value)} is given`);
  return numberFromText(kind, String(value), place);
}

/** Kinds whose values JSON's numbers cannot all hold. */
function isExact(kind: NumberKind): boolean {
  return isWhole(kind) || kind === 'big-decimal';
}

function isWhole(kind: NumberKind): boolean {
  return kind === 'integer' || kind === 'long' || kind === 'big-integer';
}

/** ISO 8601, or seconds since 1970 as a number. What a header says in whole seconds is cut to them. */
function timestamp(value: Json, { place, format }: { readonly place: Place; readonly format: TimestampFormat }): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw malformed(place, `${expected.timestamp} is expected`);
  const time = typeof value === 'number' ? parseTimestamp(String(value), 'unix') : parseTimestamp(value, 'iso8601');
  if (time === undefined) throw malformed(place, `${expected.timestamp} is expected`);
  return format === 'rfc822' ? `${time.slice(0, 19)}.000Z` : time;
}
