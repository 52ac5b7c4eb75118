/** Canonical parameters → CBOR bodies (rpcv2Cbor). */

import type { Member, Shape } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import { epochMilliseconds } from '../../../instant.ts';
import type { Json, Parameters } from '../../../model.ts';
import {
  cborBoolean,
  cborBytes,
  cborFloat,
  cborInteger,
  cborList,
  cborMap,
  cborTag,
  cborText,
  type Pieces,
} from './cbor-writer.ts';
import { bodyMembers, entriesOf, itemsOf } from './given-values.ts';
import { textOf, wrongKind } from './leaf-text.ts';
import { itemPlace, memberPlace, type Place } from './malformed.ts';
import type { LeafShape } from './scalars.ts';
import type { Structure } from './wire-names.ts';

/** RFC 8949 §3.4.2: seconds since 1970. */
const epochTag = 1;

/** No input is no body. Errors: `malformed-request` for a value that is not of its shape's kind. */
export function encodeCborInput(input: Structure | undefined, parameters: Parameters): Uint8Array {
  return input === undefined ? new Uint8Array() : new Uint8Array(Buffer.concat([...structure(input, parameters, '')]));
}

function encodeMember(member: Member, value: Json, place: Place): Pieces {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, value, place);
    case 'list':
      return list(shape, value, place);
    case 'map':
      return map(shape, value, place);
    case 'document':
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The call holds a value that its protocol has no form for.');
    default:
      return leaf(shape, value, place);
  }
}

function structure(shape: Structure, value: Json, place: Place): Pieces {
  const members = bodyMembers(shape, value, { naming: 'body', place });
  const pairs = members.flatMap(({ name, wireName, member, value: item }) => [
    cborText(wireName),
    ...encodeMember(member, item, memberPlace(place, name)),
  ]);
  return [cborMap(members.length), ...pairs];
}

function list(shape: Extract<Shape, { kind: 'list' }>, value: Json, place: Place): Pieces {
  const items = itemsOf(shape, value, place);
  return [cborList(items.length), ...items.flatMap((item, index) => encodeMember(shape.member, item, itemPlace(place, index)))];
}

function map(shape: Extract<Shape, { kind: 'map' }>, value: Json, place: Place): Pieces {
  const entries = entriesOf(shape, value, place);
  const pairs = entries.flatMap(([key, item], index) => [
    cborText(key),
    ...encodeMember(shape.value, item, itemPlace(place, index)),
  ]);
  return [cborMap(entries.length), ...pairs];
}

function leaf(shape: LeafShape, value: Json, place: Place): Pieces {
  switch (shape.kind) {
    case 'string':
      return [cborText(textOf(shape, value, place))];
    case 'blob':
      return [cborBytes(Buffer.from(textOf(shape, value, place), 'base64'))];
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongKind(shape, place);
      return [cborBoolean(value)];
    case 'timestamp':
      return timestamp(textOf(shape, value, place));
    case 'float':
      return [cborFloat(Number(value), 32)];
    case 'double':
    case 'big-decimal':
      return [cborFloat(Number(value), 64)];
    default:
      if (typeof value !== 'number' && typeof value !== 'string') throw wrongKind(shape, place);
      return [cborInteger(BigInt(value))];
  }
}

function timestamp(time: string): Pieces {
  const milliseconds = epochMilliseconds(time);
  const isWhole = milliseconds % 1000 === 0;
  return [cborTag(epochTag), isWhole ? cborInteger(BigInt(milliseconds / 1000)) : cborFloat(milliseconds / 1000, 64)];
}
