/** Forms: what a masked value looks like, so that every client still parses it with its type. */

import type { TimestampFormat } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import type { Plan } from './plan.ts';

/** The mark that a masked text carries; `write-back.ts` looks for it. */
export function redacted(className: string): string {
  return ofClass(marks, className, (name) => `[masked:${name}]`);
}

/** A masked key of a map. Keys stay apart from one another, as they were. */
export function redactedKey(className: string, ordinal: number): string {
  return ordinal === 1 ? redacted(className) : `[masked:${className}#${ordinal}]`;
}

/** The masked form of a value written as text: XML, headers, JSON strings. */
export function maskedText(kind: Plan['kind'], claim: Pick<Claim, 'class' | 'mask'>, clear: string): string {
  const className = claim.class;
  switch (kind) {
    case 'string':
    case 'structure':
    case 'list':
    case 'map':
    case 'event-stream':
      // User data travels as base64 inside of texts, and clients decode it.
      return className === 'user-data' ? maskedBlob(className) : maskOf(claim, clear);
    case 'blob':
      return maskedBlob(className);
    case 'boolean':
      return 'false';
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'big-integer':
    case 'big-decimal':
      return '0';
    case 'timestamp':
      return startOfDay(clear);
    case 'document':
    case 'unmodelled':
    case 'framing':
      return byLooks(claim, clear);
  }
}

/** The mask of a text in the form of its rule. */
export function maskOf({ class: className, mask }: Pick<Claim, 'class' | 'mask'>, clear: string): string {
  return mask?.(clear) ?? redacted(className);
}

/** Base64 of the mark. */
export function maskedBlob(className: string): string {
  return ofClass(blobs, className, (name) => Buffer.from(redacted(name)).toString('base64'));
}

/** There are as many as there are classes. */
const marks = new Map<string, string>();
const blobs = new Map<string, string>();

function ofClass(known: Map<string, string>, className: string, make: (className: string) => string): string {
  const text = known.get(className);
  if (text !== undefined) return text;
  known.set(className, make(className));
  return make(className);
}

/** Seconds since 1970 → those of 00:00 UTC on the same day. Milliseconds are told by their size. */
export function startOfDaySeconds(seconds: number): number {
  const day = Math.abs(seconds) > 1e11 ? 86_400_000 : 86_400;
  return Math.floor(seconds / day) * day;
}

const epoch: Readonly<Record<TimestampFormat, string>> = {
  unix: '0',
  iso8601: '1970-01-01T00:00:00Z',
  rfc822: 'Thu, 01 Jan 1970 00:00:00 GMT',
};

/** A time as text, in any of AWS's forms → 00:00 of the same day in the same form. */
export function startOfDay(clear: string, format: TimestampFormat = 'iso8601'): string {
  const text = clear.trim();
  if (/^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$/.test(text)) return String(startOfDaySeconds(Number(text)));
  const iso = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:]{5,8}(\.[0-9]{1,9})?/.exec(text);
  if (iso !== null) return `${iso[1]}T00:00:00${iso[2] === undefined ? '' : '.000'}Z`;
  const rfc = /^([A-Za-z]{3}, [0-9]{1,2}[ -][A-Za-z]{3}[ -][0-9]{2,4}) [0-9]{2}:[0-9]{2}:[0-9]{2}/.exec(text);
  if (rfc !== null) return `${rfc[1]} 00:00:00 GMT`;
  return epoch[format];
}

/** Without a model the text itself says what it is. */
function byLooks(claim: Pick<Claim, 'class' | 'mask'>, clear: string): string {
  const text = clear.trim();
  if (/^(?:true|false)$/.test(text)) return 'false';
  if (/^-?[0-9]{1,40}(?:\.[0-9]{1,20})?$/.test(text)) return '0';
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}/.test(text)) return startOfDay(text);
  return maskOf(claim, clear);
}
