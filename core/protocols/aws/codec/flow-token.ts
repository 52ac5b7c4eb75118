/** Flow tokens: what one page says so that the next is found, bound to who asked, where, and for what (threats 28). */

import { timingSafeEqual } from 'node:crypto';
import { canonicalJson, hmacSha256 } from '../../../canonical.ts';
import type { Member, Shape } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Call, Json, Parameters } from '../../../model.ts';
import { type Keyring, purposeKey } from '../../../sealed.ts';

/** The members of an operation that carry such tokens, by model name. Both are empty for an operation without pages. */
export type FlowMembers = { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

const inputName = /^(?:(?:next|continuation|pagination|page|starting|nextPage)?_?(?:token|marker)|position)$/i;
const outputName = /^(?:(?:next\w*|continuation|pagination|page|starting)?_?(?:token|marker)|position)$/i;
/**
 * Their markers are names in the clear, which a client may write itself: they say where to go on, and hold no question. So are DynamoDB's
 * ExclusiveStartKey and its like, Route 53's StartRecordName and Kinesis' ExclusiveStartShardId, which the names above leave out. The last
 * ones that are left out stand deeper in the reply: the Marker of a database engine's defaults (`EngineDefaults.Marker` of RDS, Neptune,
 * ElastiCache and Redshift), which are AWS's own and the same for everybody.
 */
const plainMarkers: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3']);

/** Both sides must have one: `Token` of an operation that takes a code is none. */
export function flowMembers(service: string, input: Shape | undefined, output: Shape | undefined): FlowMembers {
  const inputs = namesOf(input, inputName).filter((name) => !(plainMarkers.has(service) && /marker/i.test(name)));
  const outputs = namesOf(output, outputName).filter((name) => !(plainMarkers.has(service) && /marker/i.test(name)));
  return inputs.length === 0 || outputs.length === 0 ? { inputs: [], outputs: [] } : { inputs, outputs };
}

function namesOf(shape: Shape | undefined, pattern: RegExp): readonly string[] {
  if (shape?.kind !== 'structure') return [];
  return [...shape.members].filter(([name, member]) => pattern.test(name) && isText(member)).map(([name]) => name);
}

function isText({ shape }: Member): boolean {
  return shape.kind === 'string' && !shape.enumerated;
}

/** Who asked for what: a token is good for the same question alone. */
export type FlowBinding = {
  /** Of the principal that asked. */
  readonly principal: string;
  readonly connection: string;
  readonly call: Pick<Call, 'service' | 'operation' | 'region' | 'account' | 'parameters'>;
  readonly members: FlowMembers;
};

const mark = 'csgnf';
const form = /^csgnf\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})\.(.+)$/s;

/** Whether a parameter has the form of a token that the gateway gave out. */
export function isFlowToken(value: Json | undefined): boolean {
  return typeof value === 'string' && form.test(value);
}

/** The token as the client gets it: AWS's own behind a keyed hash over it and its question. */
export function wrapFlowToken(token: string, binding: FlowBinding, keyring: Keyring): string {
  const mac = macOf(token, binding, keyring, keyring.current);
  if (mac === undefined) throw new TypeError(`keyring: the current key "${keyring.current}" is missing`);
  return [mark, keyring.current, mac.toString('base64url'), token].join('.');
}

/**
 * The parameters with AWS's own tokens in their places. Errors: `denied` for a token that was not given to this principal, on this connection,
 * for this question, and for one that the gateway did not give at all. An empty token is none.
 */
export function unwrapFlowTokens(binding: FlowBinding, keyring: Keyring): Parameters {
  const { parameters } = binding.call;
  const unwrapped = binding.members.inputs.flatMap((name) => {
    const text = parameters[name];
    return typeof text === 'string' && text !== '' ? [[name, unwrap(text, name, { binding, keyring })]] : [];
  });
  return { ...parameters, ...Object.fromEntries(unwrapped) };
}

type With = { readonly binding: FlowBinding; readonly keyring: Keyring };

function unwrap(text: string, name: string, { binding, keyring }: With): string {
  const [, keyId = '', given = '', token = ''] = form.exec(text) ?? [];
  const expected = macOf(token, binding, keyring, keyId);
  const bytes = Buffer.from(given, 'base64url');
  if (expected !== undefined && bytes.length === expected.length && timingSafeEqual(bytes, expected)) return token;
  throw new GatewayError(
    'denied',
    `${name} does not belong to this question: a page goes on only for who began, on the same connection and with the same parameters. Begin again without ${name}.`,
  );
}

function macOf(token: string, { principal, connection, call, members }: FlowBinding, keyring: Keyring, keyId: string) {
  const key = purposeKey(keyring, 'flow-token', keyId);
  if (key === undefined) return undefined;
  const { service, operation, region, account } = call;
  const asked = Object.entries(call.parameters).filter(([name]) => !members.inputs.includes(name));
  const question = [principal, connection, service, operation, region, account, Object.fromEntries(asked), token];
  return hmacSha256(key).update(canonicalJson(question)).digest();
}
