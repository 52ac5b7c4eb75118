/** The digest of a call and its caller: what exactly an approval is for (HMAC-SHA-256 over canonical JSON, RFC 8785). */

import { canonicalJson, keyedHashHex } from '../canonical.ts';
import type { Member, Shape } from '../catalog/shape.ts';
import type { Call, Json, Parameters, Principal } from '../model.ts';

export type DigestedCall = {
  readonly principal: Principal;
  readonly connection: string;
  /** ARN of the role. */
  readonly role: string;
  readonly call: Call;
  readonly input: Shape | undefined;
};

/** How the transport secures or frames a body: clients differ in it, and the body's own keyed hash is among the parameters. */
const transportHeaders =
  /^(?:content-md5|content-length|x-amz-(?:sdk-)?checksum(?:-.*)?|x-amz-trailer|x-amz-content-sha256|x-amz-sha256-tree-hash)$/i;

/** `key` is the purpose key `call-digest`: without it nobody can try values against the digest (threats 17). */
export function callDigest(key: Uint8Array, { principal, connection, role, call, input }: DigestedCall): string {
  const { issuer, subject, onBehalfOf } = principal;
  const { service, operation, region, account } = call;
  const who: Json = { issuer, sub: subject, ...(onBehalfOf === undefined ? {} : { onBehalfOf: onBehalfOf.id }) };
  const parameters = digestedParameters(call.parameters, input);
  return keyedHashHex(key, canonicalJson({ who, connection, role, service, operation, region, account, parameters }));
}

/** The parameters without what a client makes anew on every run: idempotency tokens, checksums, lengths. */
export function digestedParameters(parameters: Parameters, input: Shape | undefined): Parameters {
  return input?.kind === 'structure' ? membersOf(parameters, input) : parameters;
}

type Structure = Extract<Shape, { kind: 'structure' }>;

function membersOf(value: Parameters, shape: Structure): Parameters {
  const kept = Object.entries(value).filter(([name]) => !isOfTransport(shape.members.get(name)));
  return Object.fromEntries(kept.map(([name, item]) => [name, digested(item, shape.members.get(name)?.shape)]));
}

function isOfTransport(member: Member | undefined): boolean {
  if (member === undefined) return false;
  if (member.isIdempotencyToken) return true;
  return member.location === 'header' && transportHeaders.test(member.wireName ?? '');
}

function digested(value: Json, shape: Shape | undefined): Json {
  if (value === null || typeof value !== 'object' || shape === undefined) return value;
  switch (shape.kind) {
    case 'structure':
      return isList(value) ? value : membersOf(value, shape);
    case 'list':
      return isList(value) ? value.map((item) => digested(item, shape.member.shape)) : value;
    case 'map':
      return isList(value)
        ? value
        : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, digested(item, shape.value.shape)]));
    default:
      return value;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
