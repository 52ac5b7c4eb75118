/** The answer to an approved call, kept sealed for minutes, so that a client which lost it gets it again instead of a second execution. */

import type { Approval } from './approval/approval.ts';
import { type ErrorCode, errorStatuses, GatewayError } from './errors.ts';
import type { Header, HttpReply } from './http.ts';
import { epochMilliseconds, isoTime } from './instant.ts';
import type { Masked } from './model.ts';
import type { Log, Now, Outcomes } from './ports.ts';
import { type Keyring, seal, unseal } from './sealed.ts';

export type OutcomePorts = { readonly outcomes: Outcomes; readonly keyring: Keyring; readonly now: Now; readonly log: Log };

/** The masked reply, or the error that stood for it. */
export type Outcome = { readonly approval?: string } & (
  | { readonly kind: 'reply'; readonly reply: Masked<HttpReply> }
  | { readonly kind: 'error'; readonly error: GatewayError }
);

const keptSeconds = 600;
/** A DynamoDB item takes 400 KB; what is larger is not given again. */
const largestBytes = 200_000;

/** Never throws: what cannot be kept is only not given again. `leg` names the client's command. */
async function keepOutcome({ id, use }: Approval, outcome: Outcome, ports: OutcomePorts): Promise<void> {
  const leg = use?.leg ?? '';
  try {
    const clear = Buffer.from(JSON.stringify({ leg, approval: id, ...written(outcome) }));
    if (clear.length > largestBytes) return;
    const now = ports.now();
    const until = isoTime(epochMilliseconds(now) + keptSeconds * 1000);
    await ports.outcomes.keep(leg, seal(ports.keyring, 'stored-call', clear), { now, until });
  } catch {
    ports.log({ level: 'warn', message: 'The answer to an approved call could not be kept for a re-send.' });
  }
}

/** Keeps the answer of a call that used an approval up, as the client gets it. */
export async function keepForResends(
  used: Approval | undefined,
  outcome: Outcome,
  approving: OutcomePorts | undefined,
): Promise<void> {
  if (used?.use !== undefined && approving !== undefined) await keepOutcome(used, outcome, approving);
}

/** `undefined` where there is none, or none any more. Errors: `recorder-unavailable`. */
export async function findOutcome(leg: string, ports: OutcomePorts): Promise<Outcome | undefined> {
  const sealed = await ports.outcomes.find(leg, ports.now());
  const clear = sealed === undefined ? undefined : unseal(ports.keyring, 'stored-call', sealed);
  if (clear === undefined) return undefined;
  const kept: Kept = JSON.parse(Buffer.from(clear).toString());
  return kept.leg === leg ? { ...read(kept), approval: kept.approval } : undefined;
}

type Kept = { readonly leg: string; readonly approval: string } & Written;
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
