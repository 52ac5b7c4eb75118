/** Two requests compared as a service would read them: other spellings of the same text, number or order are the same. */

import { cbor } from '@smithy/core/cbor';
import { canonicalJson } from '#core/canonical.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { HttpRequest } from '#core/http.ts';
import type { Json } from '#core/model.ts';
import { readXml, type XmlElement } from '#core/protocols/aws/codec/xml-reader.ts';

/** Headers of transport, and what botocore's serializers leave to later steps. */
const transport = /^(?:user-agent|content-length|content-md5|x-amz-checksum-.*|x-amzn-query-mode|accept)$/;
const decimal = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** What differs between the two, or `undefined`. */
export function difference(ours: HttpRequest, theirs: HttpRequest, protocol: Protocol): string | undefined {
  const [left, right] = [readings(ours, protocol), readings(theirs, protocol)];
  const part = Object.keys(left).find((name) => canonicalJson(left[name] ?? null) !== canonicalJson(right[name] ?? null));
  return part === undefined
    ? undefined
    : `${part}\n  ours   ${canonicalJson(left[part] ?? null)}\n  theirs ${canonicalJson(right[part] ?? null)}`;
}

function readings(request: HttpRequest, protocol: Protocol): { readonly [part: string]: Json } {
  return {
    method: request.method,
    path: request.path,
    query: pairsOf(request.query).filter(([name]) => name !== 'x-id'),
    headers: headersOf(request),
    body: bodyOf(request, protocol),
  };
}

function headersOf({ headers, body }: HttpRequest): Json {
  const named = headers.map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  // Glacier's version header is added by every client after its serializer.
  // botocore's serializer writes no content type for XML; Smithy's restXml has application/xml.
  const kept = named.filter(
    ([name, value]) =>
      name !== 'x-amz-glacier-version' &&
      !transport.test(name) &&
      !(name === 'content-type' && (body.length === 0 || value === 'application/xml')),
  );
  return kept.map(([name, value]) => [name, plainNumber(value)]).sort(byText);
}

function pairsOf(text: string): readonly (readonly [string, string])[] {
  const pairs = text === '' ? [] : text.split('&').map((pair) => pair.split('=').map(decoded));
  return pairs.map(([name = '', value = '']) => [name, plainNumber(value)] as const).sort(byText);
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function bodyOf({ body }: HttpRequest, protocol: Protocol): Json {
  if (body.length === 0) return null;
  const text = Buffer.from(body);
  if (protocol === 'query' || protocol === 'ec2') return pairsOf(text.toString());
  if (protocol === 'json' || protocol === 'rest-json') return jsonOf(text.toString());
  if (protocol === 'cbor') return plain(cbor.deserialize(body));
  const isXml = protocol === 'rest-xml' && text.toString().startsWith('<');
  return isXml ? elementOf(readXml(text.toString(), { depth: 50, values: 100_000 })) : text.toString('base64');
}

function jsonOf(text: string): Json {
  try {
    return plain(JSON.parse(text, keepInteger));
  } catch {
    return Buffer.from(text).toString('base64');
  }
}

/** Integers beyond 2^53 by their digits. */
function keepInteger(...[, value, context]: readonly [string, unknown, { readonly source?: string }?]): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}

/** What the readers of CBOR and JSON give, without their own types. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== 'object') return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

/** Members of a structure stand in any order; items of a list share their name and keep theirs. */
function elementOf({ name, attributes, children, text }: XmlElement): Json {
  const inOrder = children.toSorted((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
  const inner = children.length === 0 ? plainNumber(text) : inOrder.map(elementOf);
  return [name, Object.fromEntries(attributes), inner];
}

/** `1e-07` and `1e-7`, `3.0` and `3` are one number; integers stay as they are. */
function plainNumber(text: string): string {
  return decimal.test(text) && !/^-?\d+$/.test(text) ? String(Number(text)) : text;
}

function byText(left: readonly string[], right: readonly string[]): number {
  return left.join('\0') < right.join('\0') ? -1 : 1;
}
