/** Canonical parameters → XML bodies of restXml, with the namespaces that the model asks for. */

import type { Member, Shape, XmlNamespace } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json } from '../../../model.ts';
import { entriesOf, itemsOf, membersOf } from './given-values.ts';
import { formatAt, leafText } from './leaf-text.ts';
import { itemPlace, malformed, memberPlace, type Place, unknownMember } from './malformed.ts';
import { isFlattened, type Structure } from './wire-names.ts';

export type XmlRoot = { readonly name: string; readonly namespace: XmlNamespace | undefined; readonly place: Place };

/** Errors: `malformed-request` for a value that is not of its shape's kind, or holds a character that XML has no form for. */
export function encodeXml(shape: Structure, value: Json, root: XmlRoot): string {
  return structure(shape, value, root);
}

function structure(shape: Structure, value: Json, { name, namespace, place }: XmlRoot): string {
  let attributes = namespaceText(namespace ?? shape.xmlNamespace);
  let content = '';
  for (const [memberName, item] of membersOf(shape, value, place)) {
    const member = shape.members.get(memberName);
    if (member === undefined || member.location !== undefined) throw unknownMember(place, memberName);
    const named = { name: member.wireName ?? memberName, place: memberPlace(place, memberName) };
    if (member.isXmlAttribute) attributes += ` ${named.name}="${escaped(leaf(member, item, named.place), named.place)}"`;
    else content += elements(member, item, named);
  }
  return `<${name}${attributes}>${content}</${name}>`;
}

type Named = { readonly name: string; readonly place: Place };

function elements(member: Member, value: Json, at: Named): string {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, value, { ...at, namespace: member.xmlNamespace });
    case 'list':
      return list(shape, value, { ...at, member });
    case 'map':
      return map(shape, value, { ...at, member });
    case 'document':
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The call holds a value that its protocol has no form for.');
    default:
      return element(at.name, member, escaped(leaf(member, value, at.place), at.place));
  }
}

type InMember = Named & { readonly member: Member };

function list(shape: Extract<Shape, { kind: 'list' }>, value: Json, { name, place, member }: InMember): string {
  const isFlat = isFlattened(member);
  const itemName = isFlat ? name : (shape.member.wireName ?? 'member');
  const items = itemsOf(shape, value, place).map((item, index) =>
    elements(shape.member, item, { name: itemName, place: itemPlace(place, index) }),
  );
  return isFlat ? items.join('') : element(name, member, items.join(''));
}

function map(shape: Extract<Shape, { kind: 'map' }>, value: Json, { name, place, member }: InMember): string {
  const isFlat = isFlattened(member);
  const entries = entriesOf(shape, value, place).map(([key, item], index) => {
    const at = itemPlace(place, index);
    const keyText = element(shape.key.wireName ?? 'key', shape.key, escaped(key, at));
    const content = keyText + elements(shape.value, item, { name: shape.value.wireName ?? 'value', place: at });
    return isFlat ? element(name, member, content) : `<entry>${content}</entry>`;
  });
  return isFlat ? entries.join('') : element(name, member, entries.join(''));
}

function element(name: string, member: Member, content: string): string {
  return `<${name}${namespaceText(member.xmlNamespace)}>${content}</${name}>`;
}

function leaf(member: Member, value: Json, place: Place): string {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
    case 'list':
    case 'map':
    case 'document':
    case 'event-stream':
      throw malformed(place, 'an attribute cannot hold a value of its kind');
    default:
      return leafText(shape, value, { place, format: formatAt(shape, member.timestampFormat, 'iso8601') });
  }
}

function namespaceText(namespace: XmlNamespace | undefined): string {
  if (namespace === undefined) return '';
  const name = namespace.prefix === undefined ? 'xmlns' : `xmlns:${namespace.prefix}`;
  return ` ${name}="${escaped(namespace.uri, '')}"`;
}

/** XML 1.0 §2.2: these have no form in it, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const illegal = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const special = /[&<>"\t\n\r]/g;

/** White space but the plain blank is written as references, because a reader folds it in attributes and at line ends. */
function escaped(text: string, place: Place): string {
  if (illegal.test(text)) throw malformed(place, 'it holds a character that XML has no form for');
  return text.replace(special, (found) => entities[found] ?? `&#${found.charCodeAt(0)};`);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
