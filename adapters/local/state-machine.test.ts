import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '#core/approval/plan.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import { createLocalMachine, type LocalMachine } from './state-machine.ts';

type Played = { readonly machine: LocalMachine; readonly steps: readonly string[]; readonly ended: () => Promise<void> };

/** A machine whose functions answer what `play` says of each step. */
function playing(play: (step: string, count: number) => Plan['next'] | Error, waitSeconds = 60): Played {
  const steps: string[] = [];
  const machine = createLocalMachine({
    log: () => {},
    advance: async (step) => {
      steps.push(step);
      const next = play(step, steps.length);
      if (next instanceof Error) throw next;
      return { next, waitSeconds };
    },
  });
  const ended = async () => {
    while (machine.running() > 0) await delay(5);
  };
  return { machine, steps, ended };
}

const until = async (steps: readonly string[], count: number) => {
  while (steps.length < count) await delay(5);
};

test('it tells, waits until it is woken, tells the end and is done', async () => {
  let isDecided = false;
  const { machine, steps, ended } = playing((step) => {
    if (step === 'tell') return 'done';
    return isDecided ? 'tell' : 'wait';
  });

  await machine.start(sampleApproval());
  await until(steps, 2);
  isDecided = true;
  await machine.wake(sampleApproval().id);
  await ended();

  // The second look is the one with which a wait begins.
  assert.deepEqual(steps, ['notify', 'look', 'look', 'tell']);
});

test('a wait that times out leads to what is due', async () => {
  const { machine, steps, ended } = playing((step, count) => {
    if (step === 'expire') return 'tell';
    if (step === 'tell') return 'done';
    return count > 2 ? 'expire' : 'wait';
  }, 1);

  await machine.start(sampleApproval());
  await ended();

  assert.deepEqual(steps, ['notify', 'look', 'look', 'expire', 'tell']);
});

test('what changed before the wait began is not waited for', async () => {
  const { machine, steps, ended } = playing((step) => (step === 'notify' ? 'wait' : 'done'));

  await machine.start(sampleApproval());
  await ended();

  assert.deepEqual(steps, ['notify', 'look', 'look']);
});

test('every branch of the shipped file has its function', async () => {
  const order = ['remind', 'escalate', 'expire', 'execute', 'tell', 'notify', 'done'] as const;
  const { machine, steps, ended } = playing((_step, count) => order[count - 1] ?? 'done');

  await machine.start(sampleApproval());
  await ended();

  assert.deepEqual(steps, ['notify', ...order.slice(0, -1)]);
});

test('an approval has one machine, however often it is started', async () => {
  const { machine, steps } = playing(() => 'wait');

  await Promise.all([machine.start(sampleApproval()), machine.start(sampleApproval())]);
  await until(steps, 2);
  machine.resume([sampleApproval()]);

  assert.equal(machine.running(), 1);
  assert.equal(steps.filter((step) => step === 'notify').length, 1);
  machine.close();
});

test('waking one that waits no more, or never did, is no error', async () => {
  const { machine } = playing(() => 'done');

  await machine.wake('01JZ0000000000000000000009');
});

test('several machines do not mix', async () => {
  const decided = new Set<string>();
  const told: string[] = [];
  const machine = createLocalMachine({
    log: () => {},
    advance: async (step, id) => {
      if (step === 'tell') told.push(id);
      const next = step === 'tell' ? 'done' : decided.has(id) ? 'tell' : 'wait';
      return { next, waitSeconds: 60 };
    },
  });
  const ids = Array.from({ length: 20 }, (_, index) => `approval-${index}`);
  for (const id of ids) await machine.start(sampleApproval({ id }));
  await delay(100);

  decided.add('approval-7');
  await machine.wake('approval-7');
  while (told.length === 0) await delay(5);

  assert.deepEqual(told, ['approval-7']);
  assert.equal(machine.running(), 19);
  machine.close();
});
