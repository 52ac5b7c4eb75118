/** Runs the shipped `statemachines/approval.asl.json` in this process. What must outlive it stands in the store, from which it is armed again. */

import { readFileSync } from 'node:fs';
import type { StateMachine } from 'aws-local-stepfunctions';
import type { Approval } from '#core/approval/approval.ts';
import type { ApprovalMachine } from '#core/approval/approval-ports.ts';
import type { Plan } from '#core/approval/plan.ts';
import type { Log } from '#core/ports.ts';

/** The machine's functions, by the `step` of their payload. */
export type MachineFunctions = {
  readonly advance: (step: LocalStep, approvalId: string) => Promise<Plan>;
  readonly log: Log;
};

export type LocalStep = 'notify' | 'look' | 'remind' | 'escalate' | 'expire' | 'execute' | 'tell';

export type LocalMachine = ApprovalMachine & {
  /** Starts the machines of approvals that an earlier process left. */
  readonly resume: (approvals: readonly Approval[]) => void;
  readonly running: () => number;
  readonly close: () => void;
};

/** Every Task state and the step that it runs: one that is missing here would be sent to AWS by the library. */
const steps: Readonly<Record<string, LocalStep>> = {
  Notify: 'notify',
  Look: 'look',
  Remind: 'remind',
  Escalate: 'escalate',
  Expire: 'expire',
  Execute: 'execute',
  Tell: 'tell',
};
const waitState = 'Wait';
const definitionFile = new URL('../../statemachines/approval.asl.json', import.meta.url);

type Definition = ConstructorParameters<typeof StateMachine>[0];
type Handler = (input: unknown) => Promise<Json>;
type Json = Parameters<StateMachine['run']>[0];

export function createLocalMachine(functions: MachineFunctions): LocalMachine {
  const definition = readDefinition();
  let opening: Promise<StateMachine> | undefined;
  let isClosed = false;
  const running = new Map<string, () => void>();
  const waiting = new Map<string, () => void>();

  async function wait(id: string): Promise<Json> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    // Whatever changed before this moment rang at no door.
    const { next } = await functions.advance('look', id);
    if (next !== 'wait') resolve();
    await promise;
    return {};
  }

  async function start(id: string): Promise<void> {
    if (running.has(id)) return;
    running.set(id, () => undefined);
    opening ??= openMachine(definition);
    const machine = await opening;
    if (isClosed) return void running.delete(id);
    run(id, machine);
  }

  function failed(id: string): void {
    functions.log({ level: 'error', message: `The machine of approval ${id} failed; it starts again with the gateway.` });
  }

  function run(id: string, machine: StateMachine): void {
    const tasks = Object.entries(steps).map(([state, step]): [string, Handler] => [
      state,
      async () => ({ Payload: { ...(await functions.advance(step, id)) } }),
    ]);
    const execution = machine.run(
      { approvalId: id },
      {
        overrides: { taskResourceLocalHandlers: { ...Object.fromEntries(tasks), [waitState]: () => wait(id) } },
        context: { Task: { Token: 'in-process' }, Execution: { Id: id } },
        noThrowOnAbort: true,
      },
    );
    running.set(id, execution.abort);
    execution.result
      .catch(() => failed(id))
      .finally(() => {
        running.delete(id);
        waiting.delete(id);
      });
  }

  return {
    start: ({ id }) => start(id),
    wake: async (id) => waiting.get(id)?.(),
    resume: (approvals) => {
      for (const { id } of approvals) start(id).catch(() => failed(id));
    },
    running: () => running.size,
    close: () => {
      isClosed = true;
      for (const abort of running.values()) abort();
      // The library's timer of a wait ends with the wait alone.
      for (const end of waiting.values()) end();
    },
  };
}

/** Loaded with the first approval: most starts see none, and it takes a seventh of one. */
async function openMachine(definition: Definition): Promise<StateMachine> {
  const { StateMachine: Machine } = await import('aws-local-stepfunctions');
  // No step may ever reach AWS: should one be missing above, its credentials are worth nothing.
  const accessKeys = { accessKeyId: 'none', secretAccessKey: 'none' };
  return new Machine(definition, {
    awsConfig: { region: 'us-east-1', credentials: { accessKeys } },
    // The shipped file is held to the language by a test; to do it again costs half of a start.
    validationOptions: { noValidate: true },
  });
}

/** @throws Error when a Task state has no function here. */
function readDefinition(): Definition {
  const definition: Definition = JSON.parse(readFileSync(definitionFile, 'utf8'));
  const tasks = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');
  const unknown = tasks.map(([name]) => name).filter((name) => name !== waitState && steps[name] === undefined);
  if (unknown.length > 0) throw new Error(`statemachines/approval.asl.json: no function for ${unknown.join(', ')}.`);
  return definition;
}
