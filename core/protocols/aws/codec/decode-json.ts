/** JSON bodies (awsJson 1.0 and 1.1, restJson1) → canonical parameters. */

import type { Shape } from '../../../catalog/shape.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { decodeStructure, decodeTree, type LeafPlace, type Leaves, type Tree } from './decode-tree.ts';
import { type NumberText, readJson } from './json-reader.ts';
import { malformed, type Place } from './malformed.ts';
import { canonicalBase64, type LeafShape, numberFromText, timestampFromText } from './scalars.ts';
import { utf8Text } from './utf8.ts';
import type { Structure } from './wire-names.ts';

type JsonLeaf = boolean | string | NumberText;

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };
const notFinite = new Set(['NaN', 'Infinity', '-Infinity']);

/** The whole input of an operation. No body is the empty object. Errors: `malformed-request`. */
export function decodeJsonInput(body: Uint8Array, input: Structure | undefined, bounds: Bounds): Parameters {
  return body.length === 0 ? {} : decodeStructure(input ?? noMembers, readTree(body, bounds), { leaves, place: '' });
}

/** One member that is the whole body. Errors: `malformed-request`. */
export function decodeJsonPayload(body: Uint8Array, shape: Shape, at: { readonly place: Place; readonly bounds: Bounds }): Json {
  return decodeTree(shape, readTree(body, at.bounds), { leaves, place: at.place });
}

/** JSON whose form no model describes. Errors: `malformed-request`. */
export function decodeJsonDocument(body: Uint8Array, place: Place, bounds: Bounds): Json {
  return decodeTree({ kind: 'document', sensitive: false }, readTree(body, bounds), { leaves, place });
}

function readTree(body: Uint8Array, bounds: Bounds): Tree<JsonLeaf> {
  return readJson(utf8Text(body, 'JSON body'), bounds);
}

const leaves: Leaves<JsonLeaf> = {
  value: (shape, leaf, at) => {
    if (typeof leaf === 'object') return fromNumber(shape, leaf, at);
    return typeof leaf === 'boolean' ? fromBoolean(shape, leaf, at.place) : fromString(shape, leaf, at);
  },
  document: (leaf, place) => (typeof leaf === 'object' ? plainNumber(leaf, place) : leaf),
};

function fromString(shape: LeafShape, text: string, at: LeafPlace): Json {
  switch (shape.kind) {
    case 'string':
      return text;
    case 'blob':
      return canonicalBase64(text, at.place);
    case 'timestamp':
      if (at.format === 'unix') throw malformed(at.place, 'it is not a timestamp in seconds');
      return timestampFromText(text, at.format, at.place);
    case 'float':
    case 'double':
      if (notFinite.has(text)) return text;
      throw malformed(at.place, 'it is not a number');
    default:
      throw malformed(at.place, `it is not a ${shape.kind}`);
  }
}

function fromNumber(shape: LeafShape, { digits }: NumberText, at: LeafPlace): Json {
  switch (shape.kind) {
    case 'string':
    case 'boolean':
    case 'blob':
      throw malformed(at.place, `it is not a ${shape.kind}`);
    case 'timestamp':
      if (at.format !== 'unix') throw malformed(at.place, 'it is not a timestamp written as text');
      return timestampFromText(digits, 'unix', at.place);
    default:
      return numberFromText(shape.kind, digits, at.place);
  }
}

function fromBoolean(shape: LeafShape, value: boolean, place: Place): Json {
  if (shape.kind !== 'boolean') throw malformed(place, `it is not a ${shape.kind}`);
  return value;
}

/** A number of free data. One beyond 2^53 is refused: no model says that its digits are a number, so they could not be written again as one. */
function plainNumber({ digits }: NumberText, place: Place): Json {
  if (!/^-?\d+$/.test(digits)) return numberFromText('double', digits, place);
  if (!Number.isSafeInteger(Number(digits))) throw malformed(place, 'free data holds an integer beyond 2^53; send it as text');
  return numberFromText('big-integer', digits, place);
}
