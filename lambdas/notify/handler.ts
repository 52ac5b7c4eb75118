/** The function behind the approval's state machine: one event is one step of one approval, its answer says what is next. */

import type { TaskTokens } from '#adapters/aws/dynamodb-task-tokens.ts';
import type { Plan } from '#core/approval/plan.ts';
import { type AdvanceStep, type AdvancingPorts, advanceApproval } from '#core/approving/advance-approval.ts';
import type { CallNotice } from '#core/call-notices.ts';
import { GatewayError } from '#core/errors.ts';

/** What `statemachines/approval.asl.json` sends. */
export type MachineEvent = {
  readonly step: string;
  readonly approvalId: string;
  readonly taskToken?: string;
  readonly waitSeconds?: number;
};

/** What the functions that make calls send for a permit with `@notify`. */
export type CalledEvent = { readonly step: 'called'; readonly notice: CallNotice };

export type NotifyPorts = AdvancingPorts & {
  readonly tokens: TaskTokens;
  readonly tellOfCall: (notice: CallNotice) => Promise<void>;
};

/** The steps of the machine, by the function that takes them: each may do no more than its own need. */
const stepsOf = {
  notify: ['notify', 'look', 'remind', 'escalate'],
  close: ['expire', 'tell'],
  execute: ['execute'],
} as const satisfies Readonly<Record<string, readonly AdvanceStep[]>>;

/** Errors: `malformed-request` for an event of another machine; those of the step, which the machine tries again. */
export function createNotifyHandler(ports: NotifyPorts): (event: MachineEvent | CalledEvent) => Promise<Plan | undefined> {
  const take = createStepHandler('notify', ports);
  return async (event) => {
    if ('notice' in event) {
      await ports.tellOfCall(event.notice);
      return undefined;
    }
    const { step, approvalId, taskToken } = event;
    return step === 'wait' ? beginWaiting(idOf(approvalId), taskToken, ports) : take(event);
  };
}

/** One of the machine's functions. Errors: as above. */
export function createStepHandler(name: keyof typeof stepsOf, ports: AdvancingPorts): (event: MachineEvent) => Promise<Plan> {
  const steps: readonly AdvanceStep[] = stepsOf[name];
  return async ({ step, approvalId }) => {
    const known = steps.find((each) => each === step);
    if (known === undefined) throw unknownEvent();
    return advanceApproval(known, idOf(approvalId), ports);
  };
}

function idOf(approvalId: unknown): string {
  if (typeof approvalId === 'string' && approvalId !== '') return approvalId;
  throw unknownEvent();
}

/** Whatever changed before the token was kept found nobody to wake: then the wait ends as it begins. */
async function beginWaiting(id: string, taskToken: string | undefined, ports: NotifyPorts): Promise<Plan> {
  if (taskToken === undefined) throw unknownEvent();
  await ports.tokens.keep(id, taskToken);
  const plan = await advanceApproval('look', id, ports);
  if (plan.next !== 'wait') await ports.machine.wake(id);
  return plan;
}

function unknownEvent(): GatewayError {
  return new GatewayError(
    'malformed-request',
    'The event is none of the approval’s state machine. Deploy machine and function together.',
  );
}
