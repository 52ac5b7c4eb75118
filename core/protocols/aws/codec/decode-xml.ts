/** XML bodies of restXml → canonical parameters. Namespaces are not looked at, as AWS does not. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { requireOneOfUnion } from './decode-tree.ts';
import { itemPlace, malformed, memberPlace, type Place, unknownMember } from './malformed.ts';
import { leafFromText } from './scalars.ts';
import { utf8Text } from './utf8.ts';
import { isFlattened, type Structure, wireNames } from './wire-names.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

/** The body as one structure: the input itself or its payload member. Errors: `malformed-request`. */
export function decodeXml(
  body: Uint8Array,
  shape: Structure,
  at: { readonly place: Place; readonly bounds: Bounds },
): Parameters {
  return structure(shape, readXml(utf8Text(body, 'XML body'), at.bounds), at.place);
}

function structure(shape: Structure, element: XmlElement, place: Place): Parameters {
  const names = wireNames(shape, 'body');
  const members = attributes(shape, element, place);
  if (element.text.trim() !== '') throw malformed(place, 'it is a structure, and text is given for it');
  for (const [wireName, elements] of byName(element.children)) {
    const named = names.get(wireName);
    if (named === undefined) throw unknownMember(place, wireName);
    members.push([named.name, value(named.member, elements, memberPlace(place, named.name))]);
  }
  requireOneOfUnion(shape, members.length, place);
  return Object.fromEntries(members);
}

function attributes(shape: Structure, element: XmlElement, place: Place): (readonly [string, Json])[] {
  if (element.attributes.size === 0) return [];
  const modelled = [...shape.members].filter(([, member]) => member.isXmlAttribute);
  const found = modelled.flatMap(([name, member]) => {
    const text = element.attributes.get(member.wireName ?? name);
    return text === undefined ? [] : [[name, text] as const];
  });
  refuseAttributes(element, place, new Set(modelled.map(([name, member]) => member.wireName ?? name)));
  return found;
}

function refuseAttributes(element: XmlElement, place: Place, modelled: ReadonlySet<string>): void {
  for (const name of element.attributes.keys()) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:') && !modelled.has(name)) throw unknownMember(place, name);
  }
}

function byName(children: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> {
  return Map.groupBy(children, (child) => child.name);
}

/** All elements of one member's name: flattened lists and maps have many, everything else exactly one. */
function value(member: Member, elements: readonly XmlElement[], place: Place): Json {
  const { shape } = member;
  if (shape.kind === 'list' && isFlattened(member)) return items(shape.member, elements, place);
  if (shape.kind === 'map' && isFlattened(member)) return entries(shape, elements, place);
  const [element, ...others] = elements;
  if (element === undefined || others.length > 0) throw malformed(place, 'it is given twice');
  return one(member, element, place);
}

function one(member: Member, element: XmlElement, place: Place): Json {
  const { shape } = member;
  if (shape.kind === 'structure') return structure(shape, element, place);
  refuseAttributes(element, place, new Set());
  switch (shape.kind) {
    case 'list':
      return items(shape.member, wrapped(element, shape.member.wireName ?? 'member', place), place);
    case 'map':
      return entries(shape, wrapped(element, 'entry', place), place);
    case 'document':
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The XML body holds a value that its protocol has no form for.');
    default:
      return leafFromText(shape, textOf(element, place), { place, format: formatOf(member, shape) });
  }
}

function items(member: Member, elements: readonly XmlElement[], place: Place): Json {
  return elements.map((element, index) => one(member, element, itemPlace(place, index)));
}

function entries(shape: Extract<Shape, { kind: 'map' }>, elements: readonly XmlElement[], place: Place): Json {
  const pairs = elements.map((element, index) => entry(shape, element, itemPlace(place, index)));
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw malformed(place, 'a key is given twice');
  return Object.fromEntries(pairs);
}

function entry(shape: Extract<Shape, { kind: 'map' }>, element: XmlElement, place: Place): readonly [string, Json] {
  const parts = byName(element.children);
  const [key, ...otherKeys] = parts.get(shape.key.wireName ?? 'key') ?? [];
  const values = parts.get(shape.value.wireName ?? 'value');
  if (key === undefined || values === undefined || otherKeys.length > 0 || parts.size !== 2) {
    throw malformed(place, 'an entry has exactly one key and one value');
  }
  return [textOf(key, place), value(shape.value, values, place)];
}

/** The items inside a list's or map's own element. */
function wrapped(element: XmlElement, itemName: string, place: Place): readonly XmlElement[] {
  if (element.text.trim() !== '' || element.children.some(({ name }) => name !== itemName)) {
    throw malformed(place, `it may hold only elements named "${itemName}"`);
  }
  return element.children;
}

function textOf(element: XmlElement, place: Place): string {
  if (element.children.length > 0) throw malformed(place, 'it is a single value, and elements are given for it');
  return element.text;
}

function formatOf(member: Member, shape: Shape): TimestampFormat {
  return member.timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? 'iso8601';
}
