/** A call that is made later, by the gateway itself: everything of it that a front knew, sealed while it waits for its approval. */

import { gunzipSync, gzipSync } from 'node:zlib';
import type { Channel, Parameters, Sealed, Session } from '../model.ts';
import { type Keyring, seal, unseal } from '../sealed.ts';

export type DeferredCall = {
  readonly channel: Channel;
  readonly session: Session;
  readonly service: string;
  readonly operation: string;
  readonly region?: string;
  readonly parameters: Parameters;
  readonly sourceIp: string;
  readonly client?: string;
  /** The client's own name of its command: sent again under it, the call is the same one. */
  readonly command: string;
};

/** Longer than any call that a front takes. */
const largestBytes = 32 * 1024 * 1024;

/** `undefined` for what is larger than `mostBytes`: its client must come back for it. */
export function sealDeferred(
  id: string,
  call: DeferredCall,
  { keyring, mostBytes }: { readonly keyring: Keyring; readonly mostBytes: number },
): Sealed | undefined {
  const sealed = seal(keyring, 'stored-call', gzipSync(JSON.stringify({ deferred: id, call })));
  return sealed.length > mostBytes ? undefined : sealed;
}

/** `undefined` for whatever was not sealed as this call. */
export function openDeferred(id: string, sealed: Sealed, keyring: Keyring): DeferredCall | undefined {
  const clear = unseal(keyring, 'stored-call', sealed);
  if (clear === undefined || clear[0] !== gzipMark) return undefined;
  const text = gunzipSync(clear, { maxOutputLength: largestBytes }).toString('utf8');
  const kept: { readonly deferred?: string; readonly call: DeferredCall } = JSON.parse(text);
  return kept.deferred === id ? kept.call : undefined;
}

/** The first byte of every gzip (RFC 1952); an outcome, which is sealed for the same purpose, begins with a brace. */
const gzipMark = 0x1f;
