/** XML of replies (query, ec2, restXml) → canonical output by its shape. Elements that the model does not have are left out. */

import type { Member, Shape } from '../../../catalog/shape.ts';
import type { Json, Parameters } from '../../../model.ts';
import { replyText } from './reply-leaf.ts';
import { isFlattened, type Named, type Structure, wireNames } from './wire-names.ts';
import type { XmlElement } from './xml-reader.ts';

export function replyElements(shape: Structure, element: XmlElement): Parameters {
  const members: (readonly [string, Json])[] = attributes(shape, element);
  for (const [name, elements] of Map.groupBy(element.children, (child) => child.name)) {
    const named = memberOf(shape, name);
    if (named !== undefined) members.push([named.name, fromElements(named.member, elements)]);
  }
  return Object.fromEntries(members);
}

/** A flattened list may stand under its own name or under its items'. */
function memberOf(shape: Structure, name: string): Named | undefined {
  return wireNames(shape, 'body').get(name) ?? wireNames(shape, 'query').get(name);
}

function attributes(shape: Structure, element: XmlElement): (readonly [string, Json])[] {
  if (element.attributes.size === 0) return [];
  return [...shape.members].flatMap(([name, member]): readonly (readonly [string, Json])[] => {
    const text = member.isXmlAttribute ? element.attributes.get(member.wireName ?? name) : undefined;
    return text === undefined ? [] : [[name, text]];
  });
}

function fromElements(member: Member, elements: readonly XmlElement[]): Json {
  const { shape } = member;
  if (shape.kind === 'list') return items(shape.member, isFlattened(member) ? elements : childrenOf(elements));
  if (shape.kind === 'map') return entries(shape, isFlattened(member) ? elements : childrenOf(elements));
  const [element] = elements;
  return element === undefined ? null : one(member, element);
}

function childrenOf(elements: readonly XmlElement[]): readonly XmlElement[] {
  return elements.flatMap(({ children }) => children);
}

function items(member: Member, elements: readonly XmlElement[]): Json {
  return elements.map((element) => one(member, element));
}

function entries(shape: Extract<Shape, { kind: 'map' }>, elements: readonly XmlElement[]): Json {
  return Object.fromEntries(
    elements.map(({ children }) => {
      const key = children.find(({ name }) => name === (shape.key.wireName ?? 'key'));
      const values = children.filter(({ name }) => name === (shape.value.wireName ?? 'value'));
      return [key?.text ?? '', fromElements(shape.value, values)];
    }),
  );
}

/** One element as a value of its shape; an element with elements in it where a single value is modelled is their text. */
export function one(member: Member, element: XmlElement): Json {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      return replyElements(shape, element);
    case 'list':
      return items(shape.member, element.children);
    case 'map':
      return entries(shape, element.children);
    case 'document':
    case 'event-stream':
      return element.text;
    default: {
      const modelled = shape.kind === 'timestamp' ? shape.format : undefined;
      return replyText(shape, element.text, member.timestampFormat ?? modelled ?? 'iso8601');
    }
  }
}
