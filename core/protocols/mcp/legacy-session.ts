/**
 * The `Mcp-Session-Id` of a legacy client: what it declared when it opened, signed, so that any process reads it and nothing is stored.
 * It is never authority: the bearer token decides. (An MCP session is not a session of the record.)
 */

import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../../canonical.ts';
import { type Failure, isObject, type JsonObject, objectIn, refused, rpcCodes } from './rpc.ts';

export type LegacySession = { readonly elicitation: { readonly form: boolean; readonly url: boolean } };

export const sessionHeader = 'mcp-session-id';

type Keyed = {
  /** Purpose key `mcp-session`. */
  readonly key: Uint8Array;
  /** The principal that it is bound to. */
  readonly principal: string;
  /** Now, in seconds of the epoch. */
  readonly nowSeconds: number;
};

const lifeSeconds = 24 * 3600;
const none: LegacySession = { elicitation: { form: false, url: false } };

/** From the capabilities of `initialize`: a bare `elicitation: {}` is the form, as 2025-11-25 reads it. */
export function openedSession(capabilities: JsonObject): LegacySession {
  if (!isObject(capabilities.elicitation)) return none;
  const elicitation = objectIn(capabilities, 'elicitation');
  const url = isObject(elicitation.url);
  return { elicitation: { form: isObject(elicitation.form) || !url, url } };
}

export function sessionId(session: LegacySession, { key, principal, nowSeconds }: Keyed): string {
  const { form, url } = session.elicitation;
  const payload = { v: 1, sub: principal, f: form, u: url, exp: nowSeconds + lifeSeconds };
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${signature(text, key)}`;
}

/** Without an id: nothing was declared. A bad, foreign or expired one: 404, so that the client opens again. */
export function readSession(id: string | undefined, { key, principal, nowSeconds }: Keyed): LegacySession | Failure {
  if (id === undefined) return none;
  const [text = '', given = '', ...rest] = id.split('.');
  if (rest.length > 0 || !isEqual(given, signature(text, key))) return unknown();
  const payload: JsonObject = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (payload.sub !== principal || typeof payload.exp !== 'number' || payload.exp <= nowSeconds) return unknown();
  return { elicitation: { form: payload.f === true, url: payload.u === true } };
}

function signature(text: string, key: Uint8Array): string {
  return hmacSha256(key).update(text).digest('base64url');
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function unknown(): Failure {
  return { ...refused(rpcCodes.invalidRequest, 'This MCP session is unknown or over. Send "initialize" again.'), status: 404 };
}
