/** Canonical single values → text, as forms, XML, paths, queries and headers have it. */

import type { Shape, TimestampFormat } from '../../../catalog/shape.ts';
import type { Json } from '../../../model.ts';
import { malformed, type Place } from './malformed.ts';
import type { LeafShape } from './scalars.ts';
import { timestampText } from './timestamp-text.ts';

export type LeafAt = { readonly format: TimestampFormat; readonly place: Place };

/** Errors: `malformed-request` for a value that is not of its shape's kind. */
export function leafText(shape: LeafShape, value: Json, at: LeafAt): string {
  switch (shape.kind) {
    case 'string':
    case 'blob':
      return textOf(shape, value, at.place);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongKind(shape, at.place);
      return String(value);
    case 'timestamp':
      return timestampText(textOf(shape, value, at.place), at.format);
    default:
      if (typeof value !== 'number' && typeof value !== 'string') throw wrongKind(shape, at.place);
      return String(value);
  }
}

/** A value that its shape holds as text. Errors: `malformed-request`. */
export function textOf(shape: LeafShape, value: Json, place: Place): string {
  if (typeof value !== 'string') throw wrongKind(shape, place);
  return value;
}

/** The timestamp format by the nearest mark: the member's, the shape's, or its place's own. */
export function formatAt(shape: Shape, marked: TimestampFormat | undefined, usual: TimestampFormat): TimestampFormat {
  return marked ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? usual;
}

export function wrongKind(shape: Shape, place: Place): Error {
  return malformed(place, `a ${shape.kind} is expected`);
}
