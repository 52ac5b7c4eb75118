/** Header members of REST operations → canonical parameters, and the refusal of `x-amz-*` headers that nothing models. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import type { Header } from '../../../http.ts';
import type { Json } from '../../../model.ts';
import type { Bounds } from './cursor.ts';
import { decodeJsonDocument } from './decode-json.ts';
import { splitList } from './header-list.ts';
import { itemPlace, malformed, malformedPart, type Place, shownName } from './malformed.ts';
import { modelledHeaders } from './modelled-headers.ts';
import { canonicalBase64, leafFromText } from './scalars.ts';
import type { Structure } from './wire-names.ts';

export type Entry = readonly [name: string, value: Json];

/** Headers of transport that carry no parameter: signing, user agents, checksums of what is signed anyway. */
const transport = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-target',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-glacier-version',
  'x-amz-cf-id',
]);
const transportPrefix = 'x-amz-checksum-';
/** Said by the body itself, and by every client whether it was asked for or not. */
const contentLength = 'content-length';
const visible = /^[\x20-\x7e\t]*$/;

/** Errors: `malformed-request`. */
export function decodeHeaders(headers: readonly Header[], input: Structure, bounds: Bounds): readonly Entry[] {
  const values = Map.groupBy(headers, ([name]) => name.toLowerCase());
  return [...input.members].flatMap(([name, member]) => {
    const wireName = (member.wireName ?? name).toLowerCase();
    if (member.location === 'headers') return prefixed(name, values, wireName);
    const given = member.location === 'header' && wireName !== contentLength ? values.get(wireName) : undefined;
    return given === undefined ? [] : [[name, one(member, given, { place: name, bounds })] as const];
  });
}

/** Errors: `malformed-request` for an `x-amz-*` header that neither the operation nor transport knows. */
export function refuseUnmodelled(headers: readonly Header[], input: Shape | undefined): void {
  const modelled = modelledHeaders(input);
  for (const [rawName] of headers) {
    const name = rawName.toLowerCase();
    const isKnown = modelled.names.has(name) || modelled.prefixes.some((prefix) => name.startsWith(prefix));
    const isTransport = transport.has(name) || name.startsWith(transportPrefix);
    if (name.startsWith('x-amz-') && !isKnown && !isTransport) {
      throw malformedPart(`header ${shownName(name)}`, 'the operation has no such header in the gateway’s catalog of AWS models');
    }
  }
}

/** A map of all headers with one prefix. Header names have no case, so that keys are lower-case, as S3 stores them. */
function prefixed(name: string, values: ReadonlyMap<string, readonly Header[]>, prefix: string): readonly Entry[] {
  const found = [...values].filter(([header]) => header.startsWith(prefix) && header !== prefix);
  const entries = found.map(
    ([header, given], index) => [header.slice(prefix.length), only(given, itemPlace(name, index))] as const,
  );
  return entries.length === 0 ? [] : [[name, Object.fromEntries(entries)]];
}

type At = { readonly place: Place; readonly bounds: Bounds };

function one(member: Member, given: readonly Header[], at: At): Json {
  const text = only(given, at.place);
  return member.isJsonValue ? jsonValue(text, at) : fromText(member, text, at.place);
}

function fromText(member: Member, text: string, place: Place): Json {
  const { shape } = member;
  switch (shape.kind) {
    case 'list':
      return itemsOf(text, place).map((item, index) => fromText(shape.member, item, itemPlace(place, index)));
    case 'structure':
    case 'map':
    case 'document':
    case 'event-stream':
      throw malformed(place, 'a header cannot hold a value of its kind');
    default:
      return leafFromText(shape, text, { place, format: formatOf(member) });
  }
}

function itemsOf(text: string, place: Place): readonly string[] {
  const items = splitList(text);
  if (items === undefined) throw malformed(place, 'its header is not a list of comma-separated items');
  return items;
}

function only(given: readonly Header[], place: Place): string {
  const [first, ...others] = given;
  if (first === undefined || others.length > 0) throw malformed(place, 'its header is given twice');
  const text = first[1].trim();
  if (!visible.test(text)) throw malformed(place, 'its header holds a character outside ASCII');
  return text;
}

/** JSON in base64. */
function jsonValue(text: string, { place, bounds }: At): Json {
  return decodeJsonDocument(Buffer.from(canonicalBase64(text, place), 'base64'), place, bounds);
}

function formatOf({ shape, timestampFormat }: Member): TimestampFormat {
  return timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? 'rfc822';
}
