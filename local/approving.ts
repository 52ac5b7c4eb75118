/** Approvals of one machine: their store, the state machine in this process, and what earlier processes left waiting. */

import { systemSleep } from '#adapters/clock/sleep.ts';
import { createSqliteApprovals } from '#adapters/local/approvals.ts';
import type { Store } from '#adapters/local/sqlite.ts';
import { createLocalMachine } from '#adapters/local/state-machine.ts';
import { createSqliteStoredCalls } from '#adapters/local/stored-calls.ts';
import type { Config } from '#config/config.ts';
import type { Approval } from '#core/approval/approval.ts';
import type { Notifier } from '#core/approval/approval-ports.ts';
import { createHeldLegs } from '#core/approval/held-legs.ts';
import { defaultLimits } from '#core/approval/limits.ts';
import { approvalUrl } from '#core/approval/link.ts';
import type { Channel } from '#core/approval/message.ts';
import { advanceApproval, needsMachine } from '#core/approving/advance-approval.ts';
import type { HoldingPorts } from '#core/approving/approval-ports.ts';
import { createNoteMasking } from '#core/masking/note-masking.ts';
import { notedApprovals } from '#core/operator-notes.ts';
import type { StoredCalls } from '#core/ports.ts';
import { createNotifier } from '#core/tell-people.ts';

type Shared = Pick<
  HoldingPorts,
  'now' | 'newId' | 'record' | 'log' | 'keyring' | 'revocations' | 'references' | 'present' | 'executions' | 'doorbell'
>;

export type LocalApprovingOptions = {
  readonly store: Store;
  readonly config: Config;
  readonly channels: readonly Channel[];
  /** Runs the stored call of an approved approval. */
  readonly execute: (approval: Approval) => Promise<void>;
};

export type LocalApproving = {
  readonly approving: HoldingPorts & { readonly notifier: Notifier; readonly storedCalls: StoredCalls };
  /** Arms again what an earlier process left: what is past its end expires now. Errors: `recorder-unavailable`. */
  readonly resume: () => Promise<void>;
  readonly close: () => void;
};

const mostResumed = 10_000;
const mostUsed = 1000;

export function createLocalApproving(
  shared: Shared,
  { store, config, channels, execute }: LocalApprovingOptions,
): LocalApproving {
  const { people, publicUrl } = config;
  const approvalLink = (approval: Approval) => approvalUrl(approval, { publicUrl, keyring: shared.keyring });
  const machine = createLocalMachine({
    advance: (step, id) => advanceApproval(step, id, { ...approving, execute }),
    log: shared.log,
  });
  const approving: LocalApproving['approving'] = {
    ...shared,
    notifier: { tell: (notice) => notifier.tell(notice) },
    approvals: notedApprovals(createSqliteApprovals(store), createNoteMasking(config.masking)),
    storedCalls: createSqliteStoredCalls(store, shared.now),
    machine,
    held: createHeldLegs(),
    sleep: systemSleep,
    limits: { ...defaultLimits, ...config.approvalLimits },
    chains: config.chains,
    managerClaim: config.managerClaim,
    ...(config.breakGlassChain === undefined ? {} : { breakGlassChain: config.breakGlassChain }),
    holdSeconds: config.wire.holdSeconds,
    approvalLink,
  };
  const notifier = createNotifier({ ...approving, people, publicUrl, channels, approvalUrl: approvalLink });
  return {
    approving,
    resume: async () => {
      const states = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;
      const found = await approving.approvals.list({ states }, mostResumed);
      // Of those that were used, only a stored call may not have been told of: the newest, if any.
      const used = await approving.approvals.list({ states: ['used'] }, mostUsed);
      machine.resume([...found, ...used].filter(needsMachine));
    },
    close: machine.close,
  };
}
