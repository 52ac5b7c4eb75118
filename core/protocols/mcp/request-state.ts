/** `requestState`: what a modern client hands back with its retry, signed, so that the waiting call is found again by its own principal alone. */

import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../../canonical.ts';
import { isObject, type JsonObject } from './rpc.ts';

export type RequestState = {
  readonly callId: string;
  readonly principal: string;
  /** Of the call and its caller: the retry must ask for the same. */
  readonly digest: string;
  readonly expiresSeconds: number;
  /** How often the client was told to come back. */
  readonly round: number;
};

/** What a client is told whose state is not known. */
export const notOfThisCall = 'The requestState is not of this call, not yours, or over. Make the call anew.';

export function requestStateText({ callId, principal, digest, expiresSeconds, round }: RequestState, key: Uint8Array): string {
  const payload = { v: 1, call: callId, sub: principal, dig: digest, exp: expiresSeconds, n: round };
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${mac(text, key)}`;
}

type Expected = { readonly key: Uint8Array; readonly principal: string; readonly nowSeconds: number };

/** `undefined` for anything that was not signed here, for this principal, and for a time that is not over. */
export function readRequestState(given: string, { key, principal, nowSeconds }: Expected): RequestState | undefined {
  const [text = '', signature = '', ...rest] = given.split('.');
  const [a, b] = [Buffer.from(signature), Buffer.from(mac(text, key))];
  if (rest.length > 0 || a.length !== b.length || !timingSafeEqual(a, b)) return undefined;
  const payload: JsonObject = JSON.parse(Buffer.from(text, 'base64url').toString());
  const { call, sub, dig, exp, n } = payload;
  if (!isObject(payload) || typeof call !== 'string' || sub !== principal || typeof dig !== 'string') return undefined;
  if (typeof exp !== 'number' || exp <= nowSeconds || typeof n !== 'number') return undefined;
  return { callId: call, principal: sub, digest: dig, expiresSeconds: exp, round: n };
}

function mac(text: string, key: Uint8Array): string {
  return hmacSha256(key).update(text).digest('base64url');
}
