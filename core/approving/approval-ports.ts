/** What approvals need of the world, and the one way in which an approval changes: read, pure change, one conditional write. */

import type { Approval } from '../approval/approval.ts';
import type { ApprovalMachine, ApprovalStore } from '../approval/approval-ports.ts';
import type { AskingRules } from '../approval/ask-approval.ts';
import type { Doorbell } from '../approval/doorbell.ts';
import type { HeldLegs } from '../approval/held-legs.ts';
import type { ApprovalLimits } from '../approval/limits.ts';
import { requireChange, type Transition } from '../approval/transition.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { Executions, Log, NewId, Now, Revocations, Sleep, StoredCalls } from '../ports.ts';
import type { PresentReader } from '../read-present.ts';
import type { ReferenceReader } from '../read-references.ts';
import type { EventDraft } from '../recording/draft.ts';
import type { Keyring } from '../sealed.ts';

/** What every use case that changes approvals needs. */
export type ApprovingPorts = {
  readonly now: Now;
  readonly newId: NewId;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly log: Log;
  readonly approvals: ApprovalStore;
  readonly machine: ApprovalMachine;
  readonly doorbell: Doorbell;
  readonly sleep: Sleep;
  readonly limits: ApprovalLimits;
};

/** What a front needs beside it, to have calls wait. */
export type HoldingPorts = ApprovingPorts &
  AskingRules & {
    readonly keyring: Keyring;
    readonly executions: Executions;
    /** Where calls wait that the gateway makes itself; without it every client comes back for its own. */
    readonly storedCalls?: StoredCalls;
    readonly held: HeldLegs;
    /** How long one leg is held: below the time after which clients give up a connection (60 s). */
    readonly holdSeconds: number;
    /** Read without a cache: what executes an approved call must know what was cut off. */
    readonly revocations: Revocations;
    /** Reads what a call names and somebody may change; without it such calls cannot be approved. */
    readonly references?: ReferenceReader;
    /** Reads what is there before a call changes it; without it approvers are told nothing of that. */
    readonly present?: PresentReader;
    /** Whose verdict is owed for a break-glass session; without it nobody opens one. */
    readonly breakGlassChain?: string;
    /** The page of an approval. */
    readonly approvalLink: (approval: Approval) => string;
  };

const mostTries = 50;
const nothing: Told = async () => undefined;

type Told = (next: Approval) => Promise<unknown>;

/**
 * Changes an approval by a pure rule, whoever else changes it at the same time. `before` runs once the rule allows the change and
 * before it is stored: what must be recorded first. `after` runs once it is stored, before anybody is woken: what has come of it.
 * Errors: the rule's refusal; `not-found`, `recorder-unavailable`.
 */
export async function changeApproval(
  id: string,
  rule: (approval: Approval) => Transition,
  ports: ApprovingPorts,
  before: Told = nothing,
  after: Told = nothing,
): Promise<Approval> {
  let isRecorded = false;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const next = requireChange(rule(await requireApproval(id, ports)));
    if (!isRecorded) await before(next);
    isRecorded = true;
    if (await ports.approvals.replace(next)) {
      await after(next).finally(() => announce(next, ports));
      return next;
    }
    await ports.sleep(tries);
  }
  throw new GatewayError('conflict', 'Too many people change the approval at the same time. Nothing was changed; try again.');
}

/** Errors: `not-found`. */
export async function requireApproval(id: string, { approvals }: Pick<ApprovingPorts, 'approvals'>): Promise<Approval> {
  const approval = await approvals.find(id);
  if (approval !== undefined) return approval;
  throw new GatewayError('not-found', 'There is no such approval, or it is not yours to know.');
}

/** Has held legs and the machine look at it. Neither is needed for what is stored to hold, so a failure is logged alone. */
async function announce(approval: Approval, ports: ApprovingPorts): Promise<void> {
  ports.doorbell.ring(approval.id);
  if (approval.state === 'used') return;
  await ports.machine.wake(approval.id).catch((thrown: unknown) => {
    ports.log({
      level: 'warn',
      message: `The machine of approval ${approval.id} could not be woken; it looks again when its time is up.`,
      code: toGatewayError(thrown).code,
    });
  });
}
