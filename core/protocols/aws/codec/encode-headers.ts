/** Header members of REST operations: canonical parameters → headers. What no header can hold whole is refused. */

import type { Member } from '../../../catalog/shape.ts';
import type { Header } from '../../../http.ts';
import type { Json, Parameters } from '../../../model.ts';
import { entriesOf, itemsOf } from './given-values.ts';
import { formatAt, leafText } from './leaf-text.ts';
import { itemPlace, malformed, type Place } from './malformed.ts';
import type { Structure } from './wire-names.ts';

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const visible = /^[\x20-\x7e\t]*$/;

/** Errors: `malformed-request`. */
export function encodeHeaders(input: Structure, parameters: Parameters): readonly Header[] {
  return Object.entries(parameters).flatMap(([name, value]): readonly Header[] => {
    const member = input.members.get(name);
    if (member?.location === 'headers') return prefixed(member, value, name);
    if (member?.location !== 'header') return [];
    return [[member.wireName ?? name, headerText(textIn(member, value, name), name)]];
  });
}

function prefixed(member: Member, value: Json, name: string): readonly Header[] {
  const { shape, wireName = '' } = member;
  if (shape.kind !== 'map') throw malformed(name, 'headers cannot hold a value of its kind');
  return entriesOf(shape, value, name).map(([key, item], index): Header => {
    const place = itemPlace(name, index);
    if (!token.test(key) || key !== key.toLowerCase()) {
      throw malformed(place, 'its key becomes part of a header’s name: lower-case letters, digits, "-", "_" and "."');
    }
    return [`${wireName}${key}`, headerText(textIn(shape.value, item, place), place)];
  });
}

function textIn(member: Member, value: Json, place: Place): string {
  const { shape } = member;
  if (member.isJsonValue) return Buffer.from(JSON.stringify(value)).toString('base64');
  switch (shape.kind) {
    case 'list':
      return itemsOf(shape, value, place)
        .map((item, index) => quoted(textIn(shape.member, item, itemPlace(place, index))))
        .join(',');
    case 'structure':
    case 'map':
    case 'document':
    case 'event-stream':
      throw malformed(place, 'a header cannot hold a value of its kind');
    default:
      return leafText(shape, value, { place, format: formatAt(shape, member.timestampFormat, 'rfc822') });
  }
}

/** An item that holds a comma or a quote, or that a reader would trim, stands in quotes. */
function quoted(item: string): string {
  const isPlain = !/[",]/.test(item) && item === item.trim() && item !== '';
  return isPlain ? item : `"${item.replace(/["\\]/g, '\\$&')}"`;
}

function headerText(text: string, place: Place): string {
  if (!visible.test(text)) throw malformed(place, 'a header holds visible ASCII characters only');
  if (text !== text.trim()) throw malformed(place, 'a header loses blanks at its ends; leave them out');
  return text;
}
