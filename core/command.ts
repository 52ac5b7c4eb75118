/** The client's command that a request belongs to (the idempotency key of its call): the same for what it sends again, and for nothing else. */

import { callDigest } from './approval/call-digest.ts';
import { keyedHashHex } from './canonical.ts';
import type { Caller, DecodedCall, Front } from './front.ts';
import type { Access } from './model.ts';
import { currentKey, type Keyring } from './sealed.ts';

/** One sending of a command, by which it is known again. Keyed hashes. */
export type Sending = {
  readonly command: string;
  /** Of its signature, where the client's name of the command is not part of what was signed: anybody on the way may have changed that name. */
  readonly signature?: string;
};

export type Sent = { readonly caller: Caller; readonly decoded: DecodedCall; readonly isApproved: boolean };

const reads: ReadonlySet<Access> = new Set(['list', 'read', 'secret-read']);

/** `undefined` for what may be executed as often as it is sent: reads that need no approval, and what no client named or signed. */
export function sendingOf<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  { caller, decoded, isApproved }: Sent,
  keyring: Keyring,
): Sending | undefined {
  if (!isApproved && reads.has(decoded.calls[0].access)) return undefined;
  const signature = front.signature?.(request);
  const name = nameOf(front, request);
  if (name === undefined && !isApproved) return undefined;
  const { id } = caller.session.principal;
  const command = commandOf(name, { principal: id, digest: digestOf(decoded, caller, keyring) }, keyring);
  return { command, ...(signature === undefined ? {} : { signature: hashed(['signature', id, signature], keyring) }) };
}

/** The digest of a call and its caller: what exactly is approved. */
export function digestOf(decoded: DecodedCall, caller: Caller, keyring: Keyring): string {
  const { session, connection, role } = caller;
  const { principal } = session;
  const digested = { principal, connection: connection.name, role: role.arn, call: decoded.calls[0], input: decoded.wire.input };
  return callDigest(currentKey(keyring, 'call-digest'), digested);
}

type Named = { readonly principal: string; readonly digest: string };

/** The client's own name of its command, or else the signature that it came with. */
export function nameOf<Request, Verified, Reply>(front: Front<Request, Verified, Reply>, request: Request): string | undefined {
  return front.invocation?.(request) ?? front.signature?.(request);
}

/** The client's name of its command may not be signed, so it only ever tells apart commands of one principal and one call. */
export function commandOf(name: string | undefined, { principal, digest }: Named, keyring: Keyring): string {
  return hashed(['command', principal, name ?? '', digest], keyring);
}

function hashed(parts: readonly string[], keyring: Keyring): string {
  return keyedHashHex(currentKey(keyring, 'call-digest'), JSON.stringify(parts));
}
