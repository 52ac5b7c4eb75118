/** JSON and CBOR of replies → canonical output by its shape. Members that the model does not have are left out. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { CborError, type CborTag, readCbor } from '../../../cbor.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { shortestFloat32 } from './decode-cbor.ts';
import { type NumberText, readJson } from './json-reader.ts';
import { malformedPart } from './malformed.ts';
import { replyNumber, replyText, replyTime } from './reply-leaf.ts';
import type { LeafShape } from './scalars.ts';
import { utf8Text } from './utf8.ts';
import { type Structure, wireNames } from './wire-names.ts';

type TreeLeaf = boolean | number | bigint | string | Uint8Array | CborTag | NumberText;

/** What both readers give. */
export type ReplyTree = null | TreeLeaf | readonly ReplyTree[] | ReadonlyMap<string, ReplyTree>;

/** Errors: `malformed-request` when the bytes are not the protocol's. */
export function readReplyTree(body: Uint8Array, protocol: 'json' | 'cbor', bounds: Bounds): ReplyTree {
  if (protocol === 'json') return readJson(utf8Text(body, 'reply'), bounds);
  try {
    return readCbor(body, bounds);
  } catch (error) {
    throw malformedPart('reply', error instanceof CborError ? error.message : 'it is not CBOR');
  }
}

export function replyMembers(shape: Structure, tree: ReplyTree): Parameters {
  if (!isMap(tree)) return {};
  const names = wireNames(shape, 'body');
  const members = [...tree].flatMap(([wireName, value]): readonly (readonly [string, Json])[] => {
    const named = names.get(wireName);
    return named === undefined || value === null ? [] : [[named.name, replyMember(named.member, value)]];
  });
  return Object.fromEntries(members);
}

export function replyMember({ shape, timestampFormat }: Member, tree: ReplyTree): Json {
  return replyValue(shape, tree, timestampFormat);
}

/** A value of a shape; where it is of another kind, it stays what it is. */
function replyValue(shape: Shape, tree: ReplyTree, format?: TimestampFormat): Json {
  if (tree === null) return null;
  if (isMap(tree)) return fromMap(shape, tree);
  if (isList(tree)) return tree.map((item) => (shape.kind === 'list' ? replyMember(shape.member, item) : plainTree(item)));
  if (isLeafShape(shape))
    return fromLeaf(shape, tree, format ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? 'unix');
  return plainTree(tree);
}

function fromMap(shape: Shape, tree: ReadonlyMap<string, ReplyTree>): Json {
  if (shape.kind === 'structure') return replyMembers(shape, tree);
  const item = (value: ReplyTree) => (shape.kind === 'map' ? replyMember(shape.value, value) : plainTree(value));
  return Object.fromEntries([...tree].map(([key, value]) => [key, item(value)]));
}

function fromLeaf(shape: LeafShape, leaf: TreeLeaf, format: TimestampFormat): Json {
  if (shape.kind === 'float' && typeof leaf === 'number') return replyText(shape, shortestFloat32(leaf), 'unix');
  if (shape.kind === 'timestamp' && typeof leaf !== 'boolean') return replyTime(String(plainLeaf(leaf)), format);
  return typeof leaf === 'string' ? fromText(shape, leaf, format) : plainLeaf(leaf);
}

/** Numbers written as text (`"NaN"`) stay text. */
function fromText(shape: LeafShape, text: string, format: TimestampFormat): Json {
  return shape.kind === 'timestamp' ? replyText(shape, text, format) : text;
}

/** Free data, and whatever the model describes otherwise. */
export function plainTree(tree: ReplyTree): Json {
  if (tree === null) return null;
  if (isMap(tree)) return Object.fromEntries([...tree].map(([key, value]) => [key, plainTree(value)]));
  return isList(tree) ? tree.map(plainTree) : plainLeaf(tree);
}

function plainLeaf(leaf: TreeLeaf): Json {
  if (typeof leaf === 'string' || typeof leaf === 'boolean') return leaf;
  if (typeof leaf === 'number' || typeof leaf === 'bigint')
    return Number.isFinite(Number(leaf)) ? replyNumber(String(leaf)) : String(leaf);
  if (leaf instanceof Uint8Array) return Buffer.from(leaf).toString('base64');
  return 'digits' in leaf ? replyNumber(leaf.digits) : plainTree(leaf.value);
}

function isList(tree: ReplyTree): tree is readonly ReplyTree[] {
  return Array.isArray(tree);
}

function isMap(tree: ReplyTree): tree is ReadonlyMap<string, ReplyTree> {
  return tree instanceof Map;
}

function isLeafShape(shape: Shape): shape is LeafShape {
  return !['structure', 'list', 'map', 'document', 'event-stream'].includes(shape.kind);
}
