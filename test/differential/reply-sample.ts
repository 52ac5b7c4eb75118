/** Sample replies of any operation: sample output by its shapes, written as AWS writes it in each protocol. */

import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { HttpReply } from '#core/http.ts';
import type { Json, Parameters } from '#core/model.ts';
import { encodeHeaders } from '#core/protocols/aws/codec/encode-headers.ts';
import { encodeJson, encodeStructure } from '#core/protocols/aws/codec/encode-json.ts';
import { encodeReply, isBodyProtocol } from '#core/protocols/aws/codec/encode-reply.ts';
import { encodeXml } from '#core/protocols/aws/codec/encode-xml.ts';
import { sampleParameters, seededRandom } from './parameter-sample.ts';

type Structure = Extract<Shape, { kind: 'structure' }>;

export type SampledReply = { readonly expected: Parameters; readonly reply: HttpReply };

const noMembers: Structure = { kind: 'structure', sensitive: false, members: new Map(), union: false };
const blob = Buffer.from('the payload, ünï').toString('base64');

/** `undefined` for what answers with an event stream. */
export function sampleReply(
  operation: Operation,
  output: Shape | undefined,
  { protocol, seed }: { readonly protocol: Protocol; readonly seed: number },
): SampledReply | undefined {
  if (operation.hasEventStream) return undefined;
  const shape = output?.kind === 'structure' ? output : noMembers;
  const hasEmpty = protocol === 'json' || protocol === 'cbor';
  const sampled = sampleParameters(shape, { random: seededRandom(seed), hasEmpty });
  const expected = withStatus(isRest(protocol) ? withPayload(sampled, shape) : sampled, shape);
  const headers = isRest(protocol) ? encodeHeaders(shape, expected) : [];
  return {
    expected,
    reply: { status: 200, headers, body: Buffer.from(bodyOf(expected, { operation, shape, protocol })) },
  };
}

function isRest(protocol: Protocol): boolean {
  return protocol === 'rest-json' || protocol === 'rest-xml';
}

/** A payload is always there. */
function withPayload(sampled: Parameters, { payload, members }: Structure): Parameters {
  if (payload === undefined) return sampled;
  return { ...sampled, [payload]: members.get(payload)?.shape.kind === 'blob' ? blob : (sampled[payload] ?? {}) };
}

function withStatus(sampled: Parameters, { members }: Structure): Parameters {
  const named = [...members].filter(([, { location }]) => location === 'status').map(([name]) => [name, 200] as const);
  return { ...sampled, ...Object.fromEntries(named) };
}

type Writing = {
  readonly operation: Operation;
  readonly shape: Structure;
  readonly protocol: Protocol;
};

function bodyOf(expected: Parameters, { operation, shape, protocol }: Writing): string | Uint8Array {
  const body = Object.fromEntries(Object.entries(expected).filter(([name]) => shape.members.get(name)?.location === undefined));
  if (isBodyProtocol(protocol)) return encodeReply(body, { protocol, operation, output: shape, requestId: 'r' });
  switch (protocol) {
    case 'ec2':
      return root(shape, { ...body }, `${operation.name}Response`);
    case 'rest-json':
    case 'rest-xml':
      return payloadOf(body, { operation, shape, protocol });
  }
}

function payloadOf(body: Parameters, { operation, shape, protocol }: Writing): string | Uint8Array {
  const member = shape.payload === undefined ? undefined : shape.members.get(shape.payload);
  const isJson = protocol === 'rest-json';
  if (shape.payload === undefined || member === undefined) {
    return isJson ? encodeStructure(shape, body, '') : root(shape, body, `${operation.name}Result`);
  }
  const value: Json | undefined = body[shape.payload];
  if (value === undefined) return '';
  if (member.shape.kind === 'blob') return Buffer.from(String(value), 'base64');
  if (member.shape.kind === 'string') return String(value);
  if (isJson) return encodeJson(member.shape, value, '');
  return member.shape.kind === 'structure' ? root(member.shape, value, member.wireName ?? shape.payload) : '';
}

function root(shape: Structure, value: Json, name: string): string {
  return encodeXml(shape, value, { name, namespace: undefined, place: '' });
}
