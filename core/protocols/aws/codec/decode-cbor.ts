/** CBOR bodies (rpcv2Cbor) → canonical parameters, the same as the JSON protocols give. */

import { CborError, type CborTag, type CborValue, readCbor } from '../../../cbor.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { decodeStructure, type Leaves } from './decode-tree.ts';
import { malformed, malformedPart, type Place } from './malformed.ts';
import { type LeafShape, numberFromText, timestampFromText } from './scalars.ts';
import type { Structure } from './wire-names.ts';

type CborLeaf = boolean | number | bigint | string | Uint8Array | CborTag;

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };
/** RFC 8949 §3.4.2: seconds since 1970. */
const epochTag = 1;

/** The whole input of an operation. No body is the empty map. Errors: `malformed-request`. */
export function decodeCborInput(body: Uint8Array, input: Structure | undefined, bounds: Bounds): Parameters {
  return body.length === 0 ? {} : decodeStructure<CborLeaf>(input ?? noMembers, read(body, bounds), { leaves, place: '' });
}

function read(body: Uint8Array, bounds: Bounds): CborValue {
  try {
    return readCbor(body, bounds);
  } catch (error) {
    throw malformedPart('CBOR body', error instanceof CborError ? error.message : 'it is not CBOR');
  }
}

const leaves: Leaves<CborLeaf> = {
  value: (shape, leaf, at) => {
    if (typeof leaf === 'string' || typeof leaf === 'boolean') return sameKind(shape, leaf, at.place);
    if (leaf instanceof Uint8Array) return blob(shape, leaf, at.place);
    return typeof leaf === 'object' ? tagged(shape, leaf, at.place) : number(shape, leaf, at.place);
  },
  document: () => {
    throw malformedPart('CBOR body', 'it holds free data, which its protocol has no form for');
  },
};

function sameKind(shape: LeafShape, leaf: string | boolean, place: Place): Json {
  if (typeof leaf !== shape.kind) throw wrongKind(shape, place);
  return leaf;
}

function blob(shape: LeafShape, leaf: Uint8Array, place: Place): Json {
  if (shape.kind !== 'blob') throw wrongKind(shape, place);
  return Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).toString('base64');
}

/** A number's shortest text is read again, so that numbers have the ranges and forms that they have in every protocol. */
function number(shape: LeafShape, leaf: number | bigint, place: Place): Json {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
    case 'blob':
    case 'timestamp':
      throw wrongKind(shape, place);
    case 'float':
      return numberFromText('float', shortestFloat32(Number(leaf)), place);
    default:
      return numberFromText(shape.kind, String(leaf), place);
  }
}

function tagged(shape: LeafShape, { tag, value }: CborTag, place: Place): Json {
  if (shape.kind !== 'timestamp' || tag !== epochTag || typeof value !== 'number') throw wrongKind(shape, place);
  return timestampFromText(String(value), 'unix', place);
}

/** The fewest digits that name a 32-bit float: `0.1`, as JSON clients write it, where the bytes say 0.10000000149011612. */
export function shortestFloat32(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let precision = 1; precision < 9; precision += 1) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

function wrongKind(shape: LeafShape, place: Place): Error {
  return malformed(place, `it is not a ${shape.kind}`);
}
