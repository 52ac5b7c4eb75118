/** Parameters as a person or a program gives them in JSON → canonical parameters, held against the operation's model member by member. */

import type { Protocol } from '../../../catalog/service.ts';
import type { Member, Shape, TimestampFormat } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Json, Parameters } from '../../../model.ts';
import { didYouMean } from '../nearest.ts';
import { checkLeaf, wrongKind } from './check-leaf.ts';
import { isList, isObject } from './given-values.ts';
import { formatAt } from './leaf-text.ts';
import { itemPlace, malformed, memberPlace, type Place, shownName } from './malformed.ts';
import type { Structure } from './wire-names.ts';

export type CheckAs = {
  /** What the call is sent in: it decides what an empty value can be. */
  readonly protocol: Protocol;
  readonly input: Shape | undefined;
  /** For idempotency tokens that were not given, as SDKs fill them in; without it none are. */
  readonly newToken?: () => string;
  /** Whether required members may be missing: a call that is looked at, and not made. */
  readonly isPartial?: boolean;
};

/** `payload`: the bytes of the member that alone is the body; the parameters name it by its size. */
export type CheckedParameters = { readonly parameters: Parameters; readonly payload?: Uint8Array };

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };

/**
 * Timestamps are ISO 8601 or seconds since 1970, blobs base64, integers beyond 2^53 text; null is absent.
 * Errors: `malformed-request` with the path of the wrong member, what was expected, and what a misspelt one may have been.
 */
export function checkParameters(given: Parameters, as: CheckAs): CheckedParameters {
  const input = as.input?.kind === 'structure' ? as.input : noMembers;
  const checked = structure(
    input,
    { ...tokens(input, as), ...given },
    { protocol: as.protocol, isPartial: as.isPartial === true, place: '' },
  );
  return withPayload(withoutLength(checked, input), input);
}

/** Of the top level, as SDKs do. */
function tokens(input: Structure, { newToken }: CheckAs): Parameters {
  if (newToken === undefined) return {};
  const named = [...input.members].filter(([, member]) => member.isIdempotencyToken && member.shape.kind === 'string');
  return Object.fromEntries(named.map(([name]) => [name, newToken()]));
}

/** The length of a body is the HTTP client's to say. */
function withoutLength(checked: Parameters, input: Structure): Parameters {
  const kept = Object.entries(checked).filter(([name]) => {
    const member = input.members.get(name);
    return member?.location !== 'header' || (member.wireName ?? name).toLowerCase() !== 'content-length';
  });
  return Object.fromEntries(kept);
}

function withPayload(checked: Parameters, input: Structure): CheckedParameters {
  const name = input.payload;
  const isBlob = name !== undefined && input.members.get(name)?.shape.kind === 'blob';
  if (name === undefined || !isBlob) return { parameters: checked };
  const { [name]: value, ...others } = checked;
  const payload = new Uint8Array(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
  return { payload, parameters: payload.length === 0 ? others : { ...others, [name]: { sizeBytes: payload.length } } };
}

type At = { readonly protocol: Protocol; readonly isPartial: boolean; readonly place: Place };

function structure(shape: Structure, value: Json, at: At): Parameters {
  if (!isObject(value)) throw wrongKind(shape, value, at.place);
  const members = Object.entries(value).flatMap(([name, item]): readonly (readonly [string, Json])[] => {
    const member = shape.members.get(name);
    if (member === undefined) throw unknown(shape, name, at.place);
    const checked = item === null ? undefined : memberValue(member, item, { ...at, place: memberPlace(at.place, name) });
    return checked === undefined ? [] : [[name, checked]];
  });
  const given = new Map(members);
  for (const [name, { required }] of shape.members) {
    if (required && !at.isPartial && !given.has(name))
      throw malformed(memberPlace(at.place, name), 'it is required, and missing');
  }
  if (shape.union && members.length !== 1) {
    throw malformed(at.place, `exactly one of its members must be given: ${[...shape.members.keys()].slice(0, 20).join(', ')}`);
  }
  return Object.fromEntries(members);
}

/** `undefined` for an empty value that the protocol has no form for: it says no more than nothing does. */
function memberValue(member: Member, value: Json, at: At): Json | undefined {
  const checked = one(member, value, at);
  const isSaid = hasForm(member, at.protocol) || !isEmpty(checked);
  return isSaid ? checked : undefined;
}

function hasForm({ shape, location }: Member, protocol: Protocol): boolean {
  if (location === 'query' || location === 'headers') return false;
  switch (protocol) {
    case 'ec2':
      return false;
    case 'query':
      return shape.kind === 'list';
    case 'rest-xml':
      // A flattened list or map has no element of its own.
      return shape.kind === 'structure';
    default:
      return true;
  }
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function one(member: Member, value: Json, at: At): Json {
  const { shape, location } = member;
  if (member.isJsonValue && location === 'header') return value;
  switch (shape.kind) {
    case 'structure':
      return structure(shape, value, at);
    case 'list':
      if (!isList(value)) throw wrongKind(shape, value, at.place);
      return value.map((item, index) => one(shape.member, item, { ...at, place: itemPlace(at.place, index) }));
    case 'map':
      return map(shape, value, { ...at, isInHeaders: location === 'headers' });
    case 'document':
      return value;
    case 'event-stream':
      throw new GatewayError('unsupported-call', 'The operation takes an event stream, which the gateway does not handle.');
    default:
      return checkLeaf(shape, value, { place: at.place, format: formatAt(shape, member.timestampFormat, usual(member)) });
  }
}

/** Header names have no case. */
function map(shape: Extract<Shape, { kind: 'map' }>, value: Json, at: At & { readonly isInHeaders: boolean }): Json {
  if (!isObject(value)) throw wrongKind(shape, value, at.place);
  const entries = Object.entries(value).map(([key, item], index): readonly [string, Json] => {
    if (!key.isWellFormed()) throw malformed(itemPlace(at.place, index), 'its key holds half of a surrogate pair');
    const place = `${at.place}["${shownName(key)}"]`;
    return [
      at.isInHeaders ? key.toLowerCase() : key,
      one(shape.value, item, { protocol: at.protocol, isPartial: at.isPartial, place }),
    ];
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length) throw malformed(at.place, 'a key is given twice');
  return Object.fromEntries(entries);
}

/** Only a header's usual format has no fraction of a second. */
function usual({ location }: Member): TimestampFormat {
  return location === 'header' || location === 'headers' ? 'rfc822' : 'iso8601';
}

function unknown(shape: Structure, name: string, place: Place): GatewayError {
  const known = [...shape.members.keys()];
  const listed = known.length === 0 ? 'The operation has none there.' : `Known are: ${known.slice(0, 30).join(', ')}.`;
  const meant = didYouMean(name, known);
  return malformed(memberPlace(place, shownName(name)), `there is no such parameter.${meant === '' ? ` ${listed}` : meant}`);
}
