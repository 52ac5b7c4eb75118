/** Approvals of one machine: their store, the state machine in this process, and what earlier processes left waiting. */

import { systemSleep } from '#adapters/clock/sleep.ts';
import { createSqliteApprovals } from '#adapters/local/approvals.ts';
import type { Store } from '#adapters/local/sqlite.ts';
import { createLocalMachine } from '#adapters/local/state-machine.ts';
import type { Config } from '#config/config.ts';
import { advanceApproval, needsMachine } from '#core/advance-approval.ts';
import type { Approval } from '#core/approval/approval.ts';
import type { Notifier } from '#core/approval/approval-ports.ts';
import { createHeldLegs } from '#core/approval/held-legs.ts';
import { defaultLimits } from '#core/approval/limits.ts';
import { approvalUrl } from '#core/approval/link.ts';
import type { Channel } from '#core/approval/message.ts';
import type { HoldingPorts } from '#core/approving.ts';
import { createNotifier } from '#core/tell-people.ts';

type Shared = Pick<
  HoldingPorts,
  'now' | 'newId' | 'record' | 'log' | 'keyring' | 'revocations' | 'references' | 'executions' | 'doorbell'
>;

export type LocalApproving = {
  readonly approving: HoldingPorts & { readonly notifier: Notifier };
  /** Arms again what an earlier process left: what is past its end expires now. Errors: `recorder-unavailable`. */
  readonly resume: () => Promise<void>;
  readonly close: () => void;
};

const mostResumed = 10_000;

export function createLocalApproving(
  shared: Shared,
  { store, config, channels }: { readonly store: Store; readonly config: Config; readonly channels: readonly Channel[] },
): LocalApproving {
  const { people, publicUrl } = config;
  const approvalLink = (approval: Approval) => approvalUrl(approval, { publicUrl, keyring: shared.keyring });
  const machine = createLocalMachine({
    advance: (step, id) => advanceApproval(step, id, approving),
    log: shared.log,
  });
  const approving: LocalApproving['approving'] = {
    ...shared,
    notifier: { tell: (notice) => notifier.tell(notice) },
    approvals: createSqliteApprovals(store),
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
      machine.resume((await approving.approvals.list({ states }, mostResumed)).filter(needsMachine));
    },
    close: machine.close,
  };
}
