/** The approval's machine on AWS Step Functions: one execution an approval, named by its id, that is woken by its task token. */

import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { ApprovalMachine } from '#core/approval/approval-ports.ts';
import { GatewayError } from '#core/errors.ts';
import type { TaskTokens } from './dynamodb-task-tokens.ts';

export type StepFunctionsOptions = {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  readonly tokens: Pick<TaskTokens, 'find'>;
};

/** Errors: `recorder-unavailable` when Step Functions does not answer. Its input and output hold ids only. */
export function createStepFunctionsMachine({ client, stateMachineArn, tokens }: StepFunctionsOptions): ApprovalMachine {
  async function start(id: string): Promise<void> {
    const input = JSON.stringify({ approvalId: id });
    await client.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
  }

  async function wake(id: string): Promise<void> {
    const taskToken = await tokens.find(id);
    // Not waiting yet: the function that keeps the token looks at the approval after it did.
    if (taskToken === undefined) return;
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  }

  return {
    start: ({ id }) => reached(() => start(id), [ExecutionAlreadyExists]),
    wake: (id) => reached(() => wake(id), [TaskDoesNotExist, TaskTimedOut, InvalidToken]),
  };
}

type ErrorClass = new (...options: never[]) => Error;

/** Those that say "already over" are no errors. */
async function reached(use: () => Promise<void>, over: readonly ErrorClass[]): Promise<void> {
  try {
    await use();
  } catch (cause) {
    if (over.some((each) => cause instanceof each)) return;
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('recorder-unavailable', 'AWS Step Functions did not take it. Try again.', { cause });
  }
}
