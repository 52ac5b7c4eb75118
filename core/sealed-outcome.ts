/** The answer to a command, kept sealed for minutes, so that a client which lost it gets it again instead of a second execution. */

import { type ErrorCode, errorStatuses, GatewayError } from './errors.ts';
import { type Header, type HttpReply, isStreamed, type StreamedReply } from './http.ts';
import type { Masked, Sealed } from './model.ts';
import { type Keyring, seal, unseal } from './sealed.ts';

/** The masked reply, or the error that stood for it; and the approval that was used up for it. */
export type Outcome = { readonly approval?: string } & (
  | { readonly kind: 'reply'; readonly reply: Masked<HttpReply> }
  | { readonly kind: 'error'; readonly error: GatewayError }
);

/** How a call ended. A payload that was passed on unread is not kept. */
export type Ending =
  | Outcome
  | { readonly approval?: string; readonly kind: 'reply'; readonly reply: Masked<HttpReply> | Masked<StreamedReply> };

/** `undefined` for what is larger than `mostBytes`. */
export function sealOutcome(
  command: string,
  outcome: Ending,
  { keyring, mostBytes }: { readonly keyring: Keyring; readonly mostBytes: number },
): Sealed | undefined {
  if (!isHeld(outcome)) return undefined;
  if (outcome.kind === 'reply' && outcome.reply.body.length > mostBytes) return undefined;
  const { approval } = outcome;
  const kept: Kept = { command, ...(approval === undefined ? {} : { approval }), ...written(outcome) };
  const clear = Buffer.from(JSON.stringify(kept));
  return clear.length > mostBytes ? undefined : seal(keyring, 'stored-call', clear);
}

/** `undefined` for whatever was not sealed for this command. */
export function openOutcome(command: string, sealed: Sealed, keyring: Keyring): Outcome | undefined {
  const clear = unseal(keyring, 'stored-call', sealed);
  if (clear === undefined) return undefined;
  const kept: Kept = JSON.parse(Buffer.from(clear).toString());
  if (kept.command !== command) return undefined;
  return { ...read(kept), ...(kept.approval === undefined ? {} : { approval: kept.approval }) };
}

function isHeld(outcome: Ending): outcome is Outcome {
  return outcome.kind === 'error' || !isStreamed(outcome.reply);
}

type Kept = { readonly command: string; readonly approval?: string } & Written;
type Written =
  | { readonly kind: 'reply'; readonly status: number; readonly headers: readonly Header[]; readonly body: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

function written(outcome: Outcome): Written {
  if (outcome.kind === 'error') return { kind: 'error', code: outcome.error.code, message: outcome.error.message };
  const { status, headers, body } = outcome.reply;
  return { kind: 'reply', status, headers, body: Buffer.from(body).toString('base64') };
}

function read(kept: Kept): Outcome {
  if (kept.kind === 'error') return { kind: 'error', error: new GatewayError(codeOf(kept.code), kept.message) };
  const { status, headers, body } = kept;
  // It was masked before it was sealed, and only this gateway seals.
  return { kind: 'reply', reply: { status, headers, body: new Uint8Array(Buffer.from(body, 'base64')) } as Masked<HttpReply> };
}

function codeOf(code: string): ErrorCode {
  return Object.hasOwn(errorStatuses, code) ? (code as ErrorCode) : 'internal';
}
