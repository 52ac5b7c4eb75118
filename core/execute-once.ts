/** One execution for one command (idempotency): whatever of it is sent again joins it, gets its answer or is refused, and is never executed beside it. */

import type { Doorbell } from './approval/doorbell.ts';
import { type Sending, sendingOf } from './command.ts';
import { GatewayError } from './errors.ts';
import type { Caller, DecodedCall, Front } from './front.ts';
import type { HttpReply } from './http.ts';
import { epochMilliseconds, isoTime } from './instant.ts';
import { maskJson } from './masking/mask-text.ts';
import type { Masked } from './model.ts';
import type { Execution, ExecutionState, Executions, Log, Now } from './ports.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Keyring } from './sealed.ts';
import { type Ending, type Outcome, openOutcome, sealOutcome } from './sealed-outcome.ts';
import { event, type Story } from './story.ts';

export type OncePorts = {
  readonly executions: Executions;
  readonly doorbell: Doorbell;
  readonly keyring: Keyring;
  readonly now: Now;
  readonly log: Log;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  /** How long a re-send waits for the leg in flight. */
  readonly joinSeconds: number;
};

/** `answered`: a re-send of a command that was executed; its answer is in the record. */
export type Begun =
  | { readonly kind: 'begun'; readonly execution?: Execution }
  | { readonly kind: 'answered'; readonly reply: Masked<HttpReply> };

type Asked = {
  readonly story: Story;
  readonly caller: Caller;
  readonly decoded: DecodedCall;
};

const lookMilliseconds = 250;
/** Whatever was begun has ended by then, one way or the other. */
const longestCallMilliseconds = 120_000;
/** No signature and no issued credentials are good for longer. */
const heldSeconds = 3600;
/** How long an answer is given again. */
export const keptSeconds = 600;
/** A DynamoDB item takes 400 KB, and each KB costs a write unit: what is larger is not given again. */
const mostBytes = { approved: 200_000, other: 16_000 } as const;

/**
 * Takes the command of a write for this call. Errors: `conflict` for a re-send whose outcome is unknown or not kept, `rate-limited` for
 * another command under a signature that was used, the joined leg's own error, `recorder-unavailable`.
 */
export async function beginOnce<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  { story, caller, decoded }: Asked,
  ports: OncePorts,
): Promise<Begun> {
  const isApproved = story.approval !== undefined;
  const sending = sendingOf(front, request, { caller, decoded, isApproved }, ports.keyring);
  if (sending === undefined) return { kind: 'begun' };
  const execution = beginning(sending, story.callId, ports.now());
  await refuseCopy(sending, execution, ports);
  const ended = await take(execution, { isGone: () => front.isGone?.(request) === true, ports });
  if (ended === undefined) return { kind: 'begun', execution };
  return { kind: 'answered', reply: await answerAgain(ended, story, ports) };
}

/** Says what became of the command, for whatever of it is sent again. Never throws: what is not known to have ended is never executed again. */
export async function endOnce(story: Story, outcome: Ending, ports: OncePorts): Promise<void> {
  const { execution, approval } = story;
  if (execution === undefined) return;
  try {
    const whole = approval === undefined ? outcome : { ...outcome, approval: approval.id };
    const limit = approval === undefined ? mostBytes.other : mostBytes.approved;
    const sealed = sealOutcome(execution.command, whole, { keyring: ports.keyring, mostBytes: limit });
    const kept = sealed === undefined ? {} : { outcome: { sealed, until: later(ports.now(), keptSeconds) } };
    await ports.executions.end(execution.command, { ...execution, state: endedAs(story, outcome), ...kept });
  } catch {
    ports.log({ level: 'warn', message: 'The answer to a write could not be kept for a re-send.', callId: story.callId });
  }
  ports.doorbell.ring(execution.command);
}

/** The kept answer of an execution, where there is one and its time is not over. */
export function keptOutcome(
  { command, outcome }: Execution,
  { now, keyring }: Pick<OncePorts, 'now' | 'keyring'>,
): Outcome | undefined {
  if (outcome === undefined || outcome.until <= now()) return undefined;
  return openOutcome(command, outcome.sealed, keyring);
}

function beginning({ command }: Sending, callId: string, now: string): Execution {
  return { command, callId, state: 'begun', begunAt: now, until: later(now, heldSeconds) };
}

function later(now: string, seconds: number): string {
  return isoTime(epochMilliseconds(now) + seconds * 1000);
}

/** A captured request that is sent under another name is no command of its own (threats 26). */
async function refuseCopy({ signature }: Sending, execution: Execution, { executions }: OncePorts): Promise<void> {
  if (signature === undefined) return;
  const standing = await executions.begin(signature, execution);
  if (standing === undefined || standing.command === execution.command) return;
  throw new GatewayError(
    'rate-limited',
    `Another command was sent with this very signature, as call ${standing.callId}, and a signature is good for one write. Nothing was done. ` +
      'Equal requests of one second have one signature: sign again, and it goes through.',
  );
}

type Taking = { readonly isGone: () => boolean; readonly ports: OncePorts };

/** `undefined` once the command is this call's; the ended execution of another call that stands for it. */
async function take(execution: Execution, { isGone, ports }: Taking): Promise<Execution | undefined> {
  let failed: Execution | undefined;
  for (;;) {
    const standing = await ports.executions.begin(execution.command, execution, failed?.callId);
    if (standing === undefined) return undefined;
    if (standing.state !== 'begun' && standing.state !== 'failed') return standing;
    const ended = standing.state === 'begun' ? await joined(standing, { isGone, ports }) : standing;
    // Who waited for the leg gets its answer, an error too; who comes after it failed goes in its place.
    if (standing.state === 'begun' && (ended.state !== 'failed' || keptOutcome(ended, ports) !== undefined)) return ended;
    failed = ended;
  }
}

/** Waits for the end of a leg in flight. Errors: `conflict` when it does not come. */
async function joined(begun: Execution, { isGone, ports }: Taking): Promise<Execution> {
  const until = Math.min(
    epochMilliseconds(ports.now()) + ports.joinSeconds * 1000,
    epochMilliseconds(begun.begunAt) + longestCallMilliseconds,
  );
  let execution = begun;
  while (execution.state === 'begun') {
    if (epochMilliseconds(ports.now()) >= until || isGone()) throw notAgain(execution);
    await ports.doorbell.wait(execution.command, lookMilliseconds);
    execution = (await ports.executions.find(execution.command, ports.now())) ?? { ...execution, state: 'unknown' };
  }
  return execution;
}

/** No record, no answer: not the second time either. Errors: those of the kept answer; `conflict` where none is kept. */
async function answerAgain(ended: Execution, story: Story, ports: OncePorts): Promise<Masked<HttpReply>> {
  const outcome = ended.state === 'unknown' ? undefined : keptOutcome(ended, ports);
  if (outcome === undefined) throw notAgain(ended);
  if (outcome.kind === 'error') throw outcome.error;
  const answer = { outcome: ended.state === 'done' ? 'success' : 'failure', httpStatus: outcome.reply.status } as const;
  await ports.record(event({ ...story, answer, detail: maskJson({ resendOf: ended.callId }) }, 'outcome'));
  return outcome.reply;
}

function notAgain({ state, callId }: Execution): GatewayError {
  const what = state === 'done' ? 'was carried out' : 'was sent';
  const answer = state === 'done' ? 'its answer is not kept any more' : 'its answer is not known here';
  return new GatewayError(
    'conflict',
    `This command ${what} once, as call ${callId}, and ${answer}. It was not sent again. Look at its effect and at the record before you repeat it.`,
  );
}

/** What a failure means depends on how far the call had come. */
function endedAs({ stage, answer, approval }: Story, outcome: Ending): ExecutionState {
  if (outcome.kind === 'reply') return answer?.outcome === 'failure' && approval === undefined ? 'failed' : 'done';
  if (stage === 'asked' || stage === 'intended') return 'failed';
  switch (outcome.error.code) {
    case 'upstream-unreachable':
    case 'unsupported-call':
      return 'failed';
    case 'payload-too-large':
    case 'masking-failed':
      return 'done';
    default:
      return 'unknown';
  }
}
