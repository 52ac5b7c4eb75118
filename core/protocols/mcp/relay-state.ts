/** `requestState` of an upstream server, sealed: its client hands back what it cannot read, for this call, this caller and this server alone. */

import { canonicalJson, keyedHashHex } from '../../canonical.ts';
import { currentKey, type Keyring, seal, unseal } from '../../sealed.ts';
import { isObject, type JsonObject, objectIn } from './rpc.ts';

/** What the state is of, in the server's own names. */
export type RelayedCall = {
  readonly server: string;
  readonly principal: string;
  readonly method: string;
  readonly params: JsonObject;
};

/** Tells it from the state of a call that waits for an approval. */
const mark = 'relay~';
const lifeSeconds = 3600;

export function relayStateText(state: string, call: RelayedCall, { keyring, nowSeconds }: Sealing): string {
  const payload = { v: 1, of: bindingOf(call, keyring), exp: nowSeconds + lifeSeconds, state };
  return `${mark}${seal(keyring, 'mcp-relay', Buffer.from(JSON.stringify(payload)))}`;
}

type Sealing = { readonly keyring: Keyring; readonly nowSeconds: number };

export function isRelayState(given: string): boolean {
  return given.startsWith(mark);
}

/** `undefined` for what was not sealed here, for another call, caller or server, and for what is over. */
export function readRelayState(given: string, call: RelayedCall, { keyring, nowSeconds }: Sealing): string | undefined {
  const clear = unseal(keyring, 'mcp-relay', given.slice(mark.length));
  if (!isRelayState(given) || clear === undefined) return undefined;
  const payload: JsonObject = JSON.parse(Buffer.from(clear).toString());
  const { of, exp, state } = payload;
  if (!isObject(payload) || of !== bindingOf(call, keyring) || typeof exp !== 'number' || exp <= nowSeconds) return undefined;
  return typeof state === 'string' ? state : undefined;
}

/** The retry must ask for the same; what it answers is not part of it. */
function bindingOf({ server, principal, method, params }: RelayedCall, keyring: Keyring): string {
  const asked = { name: params.name ?? null, uri: params.uri ?? null, arguments: objectIn(params, 'arguments') };
  return keyedHashHex(currentKey(keyring, 'mcp-relay'), canonicalJson({ server, principal, method, asked }));
}
