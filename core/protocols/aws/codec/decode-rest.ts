/** Requests of the REST protocols → canonical parameters: members in path, query, headers and body. */

import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import type { HttpRequest } from '../../../http.ts';
import type { Json, Parameters } from '../../../model.ts';
import { compileUri, matchUri } from '../identify/uri-template.ts';
import type { Bounds } from './cursor.ts';
import { decodeHeaders, type Entry, refuseUnmodelled } from './decode-headers.ts';
import { decodeJsonInput, decodeJsonPayload } from './decode-json.ts';
import { decodeXml } from './decode-xml.ts';
import { type FormPair, percentDecode, readForm } from './form-reader.ts';
import { itemPlace, malformed, malformedPart, type Place, unknownMember } from './malformed.ts';
import { leafFromText } from './scalars.ts';
import { utf8Text } from './utf8.ts';
import type { Structure } from './wire-names.ts';

export type RestRules = {
  readonly uri: string;
  readonly body: 'rest-json' | 'rest-xml';
  readonly bounds: Bounds;
};

/** Errors: `malformed-request`. */
export function decodeRest(request: HttpRequest, input: Structure | undefined, rules: RestRules): Parameters {
  refuseUnmodelled(request.headers, input);
  const members = input ?? noMembers;
  return Object.fromEntries([
    ...pathEntries(request, members, rules),
    ...queryEntries(request, members, rules),
    ...decodeHeaders(request.headers, members, rules.bounds),
    ...bodyEntries(request.body, members, rules),
  ]);
}

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };

function pathEntries(request: HttpRequest, input: Structure, { uri }: RestRules): readonly Entry[] {
  const labels = matchUri(uri, request.path, request.query);
  if (labels === undefined) throw malformedPart('path', 'it does not fit the operation');
  return located(input, 'uri').flatMap(([name, member]) => {
    const raw = labels.get(member.wireName ?? name);
    return raw === undefined ? [] : [[name, fromText(member, percentDecode(raw, 'path'), name)] as const];
  });
}

/** Everything in the query is a member, a literal of the template, or refused: two sub-resources of S3 are two operations. */
function queryEntries(request: HttpRequest, input: Structure, { uri, bounds }: RestRules): readonly Entry[] {
  const pairs = Map.groupBy(
    readForm(request.query, { part: 'query string', plus: 'refused', fields: bounds.values }),
    ({ name }) => name,
  );
  const members = located(input, 'query');
  const scalars = members.filter(([, { shape }]) => shape.kind !== 'map');
  const found = scalars.flatMap(([name, member]) => {
    const given = pairs.get(member.wireName ?? name);
    return given === undefined ? [] : [[name, fromPairs(member, given, name)] as const];
  });
  const read = new Set([...scalars.map(([name, member]) => member.wireName ?? name), ...literals(pairs, uri)]);
  const others = [...pairs].filter(([name]) => !read.has(name) && !isTransport(name, pairs));
  return [
    ...found,
    ...freeEntries(
      others,
      members.find(([, { shape }]) => shape.kind === 'map'),
    ),
  ];
}

/** The names of the template's literals. Errors: `malformed-request` for one given twice or with another value. */
function literals(pairs: ReadonlyMap<string, readonly FormPair[]>, uri: string): readonly string[] {
  return compileUri(uri).query.map(({ name, value = '' }) => {
    const given = pairs.get(name) ?? [];
    if (given.length !== 1 || given[0]?.value !== value)
      throw malformedPart('query string', `"${name}" is not as the operation has it`);
    return name;
  });
}

const signing = new Set([
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
]);

/** `x-id` repeats the operation's name; the others sign the request when it is presigned. */
function isTransport(name: string, pairs: ReadonlyMap<string, readonly FormPair[]>): boolean {
  return name === 'x-id' || (signing.has(name) && pairs.has('X-Amz-Signature'));
}

/** What is left belongs to the map of free keys, where the operation has one. */
function freeEntries(
  others: readonly (readonly [string, readonly FormPair[]])[],
  free: readonly [string, Member] | undefined,
): readonly Entry[] {
  const [first] = others;
  if (first === undefined) return [];
  if (free === undefined || free[1].shape.kind !== 'map') throw unknownMember('', first[0]);
  const [name, { shape }] = free;
  const entries = others.map(([key, given], index) => [key, fromPairs(shape.value, given, itemPlace(name, index))] as const);
  return [[name, Object.fromEntries(entries)]];
}

function fromPairs(member: Member, given: readonly FormPair[], place: Place): Json {
  const { shape } = member;
  if (shape.kind === 'list') return given.map(({ value }, index) => fromText(shape.member, value, itemPlace(place, index)));
  const [first, ...others] = given;
  if (first === undefined || others.length > 0) throw malformed(place, 'it is given twice');
  return fromText(member, first.value, place);
}

function fromText(member: Member, text: string, place: Place): Json {
  const { shape } = member;
  switch (shape.kind) {
    case 'structure':
    case 'list':
    case 'map':
    case 'document':
    case 'event-stream':
      throw malformed(place, 'a path or query cannot hold a value of its kind');
    default:
      return leafFromText(shape, text, { place, format: formatOf(member, shape) });
  }
}

function bodyEntries(body: Uint8Array, input: Structure, rules: RestRules): readonly Entry[] {
  const payload = input.payload === undefined ? undefined : input.members.get(input.payload);
  if (input.payload !== undefined && payload !== undefined)
    return payloadEntries(body, { name: input.payload, member: payload, rules });
  if (body.length === 0) return [];
  if (rules.body === 'rest-json') return Object.entries(decodeJsonInput(body, input, rules.bounds));
  return Object.entries(decodeXml(body, input, { place: '', bounds: rules.bounds }));
}

type Payload = { readonly name: string; readonly member: Member; readonly rules: RestRules };

/** No bytes are no payload, whatever its kind. A blob is named by its size alone: the caller adds its keyed hash. */
function payloadEntries(body: Uint8Array, { name, member, rules }: Payload): readonly Entry[] {
  const { shape } = member;
  if (body.length === 0) return [];
  if (shape.kind === 'blob') return [[name, { sizeBytes: body.length }]];
  if (shape.kind === 'string') return [[name, utf8Text(body, `body (${name})`)]];
  if (rules.body === 'rest-xml') return [[name, xmlPayload(body, shape, { name, member, rules })]];
  const value = decodeJsonPayload(body, shape, { place: name, bounds: rules.bounds });
  // Clients write `{}` for a payload that was not given.
  const isNothing = !member.required && shape.kind === 'structure' && Object.keys(Object(value)).length === 0;
  return isNothing ? [] : [[name, value]];
}

function xmlPayload(body: Uint8Array, shape: Shape, { name, rules }: Payload): Json {
  if (shape.kind !== 'structure') throw malformed(name, 'an XML body cannot hold a value of its kind');
  return decodeXml(body, shape, { place: name, bounds: rules.bounds });
}

function located(input: Structure, location: 'uri' | 'query'): readonly (readonly [string, Member])[] {
  return [...input.members].filter(([, member]) => member.location === location);
}

function formatOf(member: Member, shape: Shape): TimestampFormat {
  return member.timestampFormat ?? (shape.kind === 'timestamp' ? shape.format : undefined) ?? 'iso8601';
}
