/** Trees of maps, lists and leaves, as JSON and CBOR carry them → canonical parameters by their shape. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import { itemPlace, malformed, memberPlace, type Place, unknownMember } from './malformed.ts';
import type { LeafShape } from './scalars.ts';
import { type Structure, wireNames } from './wire-names.ts';

export type Tree<Leaf> = null | Leaf | readonly Tree<Leaf>[] | ReadonlyMap<string, Tree<Leaf>>;

/** What is different in each encoding: its leaves. Errors: `malformed-request`. */
export type Leaves<Leaf> = {
  readonly value: (shape: LeafShape, leaf: Leaf, at: LeafPlace) => Json;
  readonly document: (leaf: Leaf, place: Place) => Json;
};

export type LeafPlace = { readonly format: TimestampFormat; readonly place: Place };

/** A value that is only known by its shape; `format` is the timestamp format of the member that led here. */
export function decodeTree<Leaf>(
  shape: Shape,
  tree: Tree<Leaf>,
  at: { readonly leaves: Leaves<Leaf>; readonly place: Place; readonly format?: TimestampFormat },
): Json {
  switch (shape.kind) {
    case 'structure':
      return decodeStructure(shape, tree, at);
    case 'list':
      return decodeList(shape, tree, at);
    case 'map':
      return decodeMap(shape, tree, at);
    case 'document':
      return decodeDocument(tree, at);
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The request carries an event stream, which the gateway does not handle.');
    default:
      return decodeLeaf(shape, tree, at);
  }
}

type At<Leaf> = { readonly leaves: Leaves<Leaf>; readonly place: Place; readonly format?: TimestampFormat };

/** Members by their model names; those that are null are left out. */
export function decodeStructure<Leaf>(shape: Structure, tree: Tree<Leaf>, at: At<Leaf>): Parameters {
  if (!isMap(tree)) throw malformed(at.place, 'it is not an object');
  const names = wireNames(shape, 'body');
  const members: (readonly [string, Json])[] = [];
  for (const [wireName, value] of tree) {
    const named = names.get(wireName);
    if (named === undefined) throw unknownMember(at.place, wireName);
    if (value === null) continue;
    members.push([
      named.name,
      decodeMember(named.member, value, { leaves: at.leaves, place: memberPlace(at.place, named.name) }),
    ]);
  }
  requireOneOfUnion(shape, members.length, at.place);
  return Object.fromEntries(members);
}

/** A union is exactly one of its members. */
export function requireOneOfUnion(shape: Structure, count: number, place: Place): void {
  if (shape.union && count !== 1) throw malformed(place, 'exactly one of its members must be given');
}

function decodeMember<Leaf>(member: Member, tree: Tree<Leaf>, at: At<Leaf>): Json {
  const { timestampFormat } = member;
  return decodeTree(member.shape, tree, timestampFormat === undefined ? at : { ...at, format: timestampFormat });
}

function decodeList<Leaf>(shape: Extract<Shape, { kind: 'list' }>, tree: Tree<Leaf>, at: At<Leaf>): Json {
  if (!isList(tree)) throw malformed(at.place, 'it is not a list');
  return tree.map((item, index) => decodeMember(shape.member, item, { leaves: at.leaves, place: itemPlace(at.place, index) }));
}

function decodeMap<Leaf>(shape: Extract<Shape, { kind: 'map' }>, tree: Tree<Leaf>, at: At<Leaf>): Json {
  if (!isMap(tree)) throw malformed(at.place, 'it is not an object');
  const { leaves } = at;
  const entries = [...tree].map(([key, value], index) => {
    return [key, decodeMember(shape.value, value, { leaves, place: itemPlace(at.place, index) })] as const;
  });
  return Object.fromEntries(entries);
}

function decodeLeaf<Leaf>(shape: LeafShape, tree: Tree<Leaf>, { leaves, place, format }: At<Leaf>): Json {
  if (tree === null || isList(tree) || isMap(tree)) throw malformed(place, `it is not a ${shape.kind}`);
  const modelled = shape.kind === 'timestamp' ? shape.format : undefined;
  return leaves.value(shape, tree, { place, format: format ?? modelled ?? 'unix' });
}

/** Free data: every value as it is, null included. */
function decodeDocument<Leaf>(tree: Tree<Leaf>, at: At<Leaf>): Json {
  if (tree === null) return null;
  if (isList(tree)) return tree.map((item, index) => decodeDocument(item, { ...at, place: itemPlace(at.place, index) }));
  if (!isMap(tree)) return at.leaves.document(tree, at.place);
  return Object.fromEntries(
    [...tree].map(([key, value], index) => [key, decodeDocument(value, { ...at, place: itemPlace(at.place, index) })]),
  );
}

function isList<Leaf>(tree: Tree<Leaf>): tree is readonly Tree<Leaf>[] {
  return Array.isArray(tree);
}

function isMap<Leaf>(tree: Tree<Leaf>): tree is ReadonlyMap<string, Tree<Leaf>> {
  return tree instanceof Map;
}
