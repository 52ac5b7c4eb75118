/** Form bodies of the query and ec2 protocols → canonical parameters. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { requireOneOfUnion } from './decode-tree.ts';
import { type FormNode, type FormPair, formTree } from './form-reader.ts';
import { itemPlace, malformed, memberPlace, type Place, unknownMember } from './malformed.ts';
import { leafFromText } from './scalars.ts';
import { isFlattened, type Structure, wireNames } from './wire-names.ts';

/** The forms differ in names, and ec2 flattens every list. */
export type FormNaming = 'query' | 'ec2';

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };

/** `pairs` are without `Action`, `Version` and what signs the request. Errors: `malformed-request`. */
export function decodeForm(
  pairs: readonly FormPair[],
  input: Structure | undefined,
  { naming, bounds }: { readonly naming: FormNaming; readonly bounds: Bounds },
): Parameters {
  return structure(input ?? noMembers, formTree(pairs, 'form body', bounds), { naming, place: '' });
}

type At = { readonly naming: FormNaming; readonly place: Place };

function structure(shape: Structure, node: FormNode, at: At): Parameters {
  if (node.value !== undefined) throw malformed(at.place, 'it is a structure, and a value is given for it');
  const names = wireNames(shape, at.naming);
  const members: (readonly [string, Json])[] = [];
  for (const [wireName, child] of node.children) {
    const named = names.get(wireName);
    if (named === undefined) throw unknownMember(at.place, wireName);
    members.push([named.name, value(named.member, child, { naming: at.naming, place: memberPlace(at.place, named.name) })]);
  }
  requireOneOfUnion(shape, members.length, at.place);
  return Object.fromEntries(members);
}

function value(member: Member, node: FormNode, at: At): Json {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, node, at);
    case 'list':
      return list(shape, node, { ...at, isFlat: at.naming === 'ec2' || isFlattened(member) });
    case 'map':
      return map(shape, node, { ...at, isFlat: isFlattened(member) });
    case 'document':
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The form holds a value that its protocol has no form for.');
    default:
      return leafFromText(shape, textOf(node, at.place), { place: at.place, format: formatOf(member, shape) });
  }
}

type FlatAt = At & { readonly isFlat: boolean };

/** `A.member.1`, flattened `A.1`; an empty list is `A=`. */
function list(shape: Extract<Shape, { kind: 'list' }>, node: FormNode, at: FlatAt): Json {
  if (isEmptyMark(node)) return [];
  const items = numbered(at.isFlat ? node : only(node, shape.member.wireName ?? 'member', at.place), at.place);
  return items.map((item, index) => value(shape.member, item, { naming: at.naming, place: itemPlace(at.place, index) }));
}

/** `A.entry.1.key` and `.value`, flattened `A.1.key`. */
function map(shape: Extract<Shape, { kind: 'map' }>, node: FormNode, at: FlatAt): Json {
  if (isEmptyMark(node)) return {};
  const entries = numbered(at.isFlat ? node : only(node, 'entry', at.place), at.place).map((item, index) =>
    entry(shape, item, { naming: at.naming, place: itemPlace(at.place, index) }),
  );
  if (new Set(entries.map(([key]) => key)).size !== entries.length) throw malformed(at.place, 'a key is given twice');
  return Object.fromEntries(entries);
}

function entry(shape: Extract<Shape, { kind: 'map' }>, node: FormNode, at: At): readonly [string, Json] {
  const [keyName, valueName] = [shape.key.wireName ?? 'key', shape.value.wireName ?? 'value'];
  const [keyNode, valueNode] = [node.children.get(keyName), node.children.get(valueName)];
  if (keyNode === undefined || valueNode === undefined || node.children.size !== 2 || node.value !== undefined) {
    throw malformed(at.place, 'an entry has exactly one key and one value');
  }
  return [textOf(keyNode, at.place), value(shape.value, valueNode, at)];
}

/** Items 1 to n without gaps: anything else would leave open what the list is. */
function numbered(node: FormNode, place: Place): readonly FormNode[] {
  if (node.value !== undefined) throw malformed(place, 'it is a list, and a value is given for it');
  return Array.from({ length: node.children.size }, (_, index) => {
    const item = node.children.get(String(index + 1));
    if (item === undefined) throw malformed(place, 'its items must be numbered from 1 without gaps');
    return item;
  });
}

function only(node: FormNode, name: string, place: Place): FormNode {
  const child = node.children.get(name);
  if (child === undefined || node.children.size !== 1 || node.value !== undefined) {
    throw malformed(place, `its items must be named "${name}.1", "${name}.2" and so on`);
  }
  return child;
}

function isEmptyMark(node: FormNode): boolean {
  return node.value === '' && node.children.size === 0;
}

function textOf(node: FormNode, place: Place): string {
  if (node.value === undefined || node.children.size > 0)
    throw malformed(place, 'it is a single value, and names below it are given');
  return node.value;
}

function formatOf(member: Member, shape: Shape): TimestampFormat {
  return member.timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? 'iso8601';
}
