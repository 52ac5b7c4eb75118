/** Path and query of REST operations: canonical parameters → the operation's URI template, filled in. */

import type { Member } from '../../../catalog/shape.ts';
import type { Json, Parameters } from '../../../model.ts';
import { compileUri } from '../identify/uri-template.ts';
import { escapeText } from './escape-text.ts';
import { isList, isObject } from './given-values.ts';
import { formatAt, leafText } from './leaf-text.ts';
import { itemPlace, malformed, type Place } from './malformed.ts';
import type { Structure } from './wire-names.ts';

/** Errors: `malformed-request` for a label that is missing or empty. */
export function encodePath(uri: string, input: Structure, parameters: Parameters): string {
  const [template = ''] = uri.split('?', 1);
  const members = new Map([...input.members].map(([name, member]) => [member.wireName ?? name, { name, member }]));
  return template.replace(/\{([^{}+]+)(\+?)\}/g, (_, wireName: string, greedy: string) => {
    const { name, member } = members.get(wireName) ?? missing(wireName);
    const value = parameters[name];
    if (value === undefined) throw malformed(name, 'it is missing, and it is part of the path');
    const text = textIn(member, value, name);
    if (text === '') throw malformed(name, 'it is part of the path and must not be empty');
    return greedy === '' ? escapeText(text) : text.split('/').map(escapeText).join('/');
  });
}

/** The template's literals, then the members, then a map's free names. Errors: `malformed-request`. */
export function encodeQuery(uri: string, input: Structure, parameters: Parameters): string {
  const literals = compileUri(uri).query.map(({ name, value }) => (value === undefined ? name : `${name}=${escapeText(value)}`));
  const members = Object.entries(parameters).flatMap(([name, value]) => {
    const member = input.members.get(name);
    return member?.location === 'query' ? pairs(member, value, name) : [];
  });
  return [...literals, ...members.map(([name, value]) => `${escapeText(name)}=${escapeText(value)}`)].join('&');
}

type Pair = readonly [name: string, value: string];

function pairs(member: Member, value: Json, name: string): readonly Pair[] {
  const { shape } = member;
  if (shape.kind !== 'map') return values(member, value, name).map((text): Pair => [member.wireName ?? name, text]);
  if (!isObject(value)) throw malformed(name, 'a map is expected');
  return Object.entries(value).flatMap(([key, item], index) =>
    values(shape.value, item, itemPlace(name, index)).map((text): Pair => [key, text]),
  );
}

/** A list is its name again and again. */
function values(member: Member, value: Json, place: Place): readonly string[] {
  const { shape } = member;
  if (shape.kind !== 'list') return [textIn(member, value, place)];
  if (!isList(value)) throw malformed(place, 'a list is expected');
  return value.map((item, index) => textIn(shape.member, item, itemPlace(place, index)));
}

function textIn({ shape, timestampFormat }: Member, value: Json, place: Place): string {
  switch (shape.kind) {
    case 'structure':
    case 'list':
    case 'map':
    case 'document':
    case 'event-stream':
      throw malformed(place, 'a path or query cannot hold a value of its kind');
    default:
      return leafText(shape, value, { place, format: formatAt(shape, timestampFormat, 'iso8601') });
  }
}

function missing(label: string): never {
  throw new TypeError(`catalog: no member is bound to the label ${label}`);
}
