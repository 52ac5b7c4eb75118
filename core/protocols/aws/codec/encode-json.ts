/** Canonical parameters → JSON bodies (awsJson 1.0 and 1.1, restJson1). Integers beyond 2^53 are written by their digits. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import { bodyMembers, entriesOf, itemsOf } from './given-values.ts';
import { formatAt, leafText, textOf, wrongKind } from './leaf-text.ts';
import { itemPlace, memberPlace, type Place } from './malformed.ts';
import type { LeafShape } from './scalars.ts';
import type { Structure } from './wire-names.ts';

/** Errors: `malformed-request` for a value that is not of its shape's kind, `unsupported-call` for event streams. */
export function encodeJson(shape: Shape, value: Json, place: Place): string {
  return encodeValue(shape, value, { place });
}

type At = { readonly place: Place; readonly format?: TimestampFormat };

function encodeValue(shape: Shape, value: Json, at: At): string {
  switch (shape.kind) {
    case 'structure':
      return encodeStructure(shape, value, at.place);
    case 'list':
      return `[${itemsOf(shape, value, at.place)
        .map((item, index) => encodeMember(shape.member, item, itemPlace(at.place, index)))
        .join(',')}]`;
    case 'map':
      return `{${entriesOf(shape, value, at.place)
        .map(([key, item], index) => pair(key, encodeMember(shape.value, item, itemPlace(at.place, index))))
        .join(',')}}`;
    case 'document':
      return JSON.stringify(value);
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The call takes an event stream, which the gateway does not handle.');
    default:
      return encodeLeaf(shape, value, at);
  }
}

/** The members by their wire names. */
export function encodeStructure(shape: Structure, value: Json, place: Place): string {
  const members = bodyMembers(shape, value, { naming: 'body', place });
  const pairs = members.map(({ name, wireName, member, value: item }) =>
    pair(wireName, encodeMember(member, item, memberPlace(place, name))),
  );
  return `{${pairs.join(',')}}`;
}

/** An operation without input takes an empty object. */
export function encodeJsonInput(input: Structure | undefined, parameters: Parameters): string {
  return input === undefined ? '{}' : encodeStructure(input, parameters, '');
}

function encodeMember(member: Member, value: Json, place: Place): string {
  const { timestampFormat } = member;
  return encodeValue(member.shape, value, timestampFormat === undefined ? { place } : { place, format: timestampFormat });
}

function encodeLeaf(shape: LeafShape, value: Json, at: At): string {
  switch (shape.kind) {
    case 'string':
    case 'blob':
      return JSON.stringify(textOf(shape, value, at.place));
    case 'timestamp':
      return timestamp(shape, value, at);
    case 'float':
    case 'double':
      // Not-a-number and the infinities are text in every protocol.
      return JSON.stringify(typeof value === 'number' || typeof value === 'string' ? value : refuse(shape, at.place));
    default:
      return leafText(shape, value, { place: at.place, format: 'unix' });
  }
}

function timestamp(shape: LeafShape, value: Json, at: At): string {
  const format = formatAt(shape, at.format, 'unix');
  const text = leafText(shape, value, { place: at.place, format });
  return format === 'unix' ? text : JSON.stringify(text);
}

function pair(name: string, value: string): string {
  return `${JSON.stringify(name)}:${value}`;
}

function refuse(shape: Shape, place: Place): never {
  throw wrongKind(shape, place);
}
