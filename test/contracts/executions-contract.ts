/** What every store of executions must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sealed } from '#core/model.ts';
import type { Execution, Executions } from '#core/ports.ts';

export type OpenedExecutions = {
  readonly executions: Executions;
  readonly close: () => Promise<void>;
};

const [begunAt, later, until] = ['2026-11-24T10:00:00.000Z', '2026-11-24T10:59:59.999Z', '2026-11-24T11:00:00.000Z'];

function executionOf(callId: string, over: Partial<Execution> = {}): Execution {
  return { command: 'command', callId, state: 'begun', begunAt, until, ...over };
}

export function executionsContract(name: string, open: () => Promise<OpenedExecutions>): void {
  const contract = (sentence: string, check: (opened: OpenedExecutions) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const opened = await open();
      await check(opened).finally(opened.close);
    });

  contract('a key is taken once, and whoever comes later is given who has it', async ({ executions }) => {
    assert.equal(await executions.begin('key', executionOf('one')), undefined);

    assert.deepEqual(await executions.begin('key', executionOf('two')), executionOf('one'));
    assert.deepEqual(await executions.find('key', later), executionOf('one'));
    assert.equal(await executions.find('other', later), undefined);
  });

  contract('of a hundred that begin at once exactly one is executed', async ({ executions }) => {
    const begun = await Promise.all(Array.from({ length: 100 }, (_, index) => executions.begin('key', executionOf(`c${index}`))));

    const [first, ...others] = begun.flatMap((standing, index) => (standing === undefined ? [`c${index}`] : []));
    assert.deepEqual(others, []);
    assert.ok(begun.every((standing) => standing === undefined || standing.callId === first));
  });

  contract('what ended holds its key, with its answer', async ({ executions }) => {
    await executions.begin('key', executionOf('one'));
    const done = executionOf('one', { state: 'done', outcome: { sealed: 'k1.answer' as Sealed, until: later } });

    await executions.end('key', done);

    assert.deepEqual(await executions.begin('key', executionOf('two')), done);
    assert.deepEqual(await executions.begin('key', executionOf('two'), 'one'), done);
    assert.deepEqual(await executions.find('key', begunAt), done);
  });

  contract('of a hundred that go in the place of a failed call at once exactly one is executed', async ({ executions }) => {
    await executions.begin('key', executionOf('one'));
    await executions.end('key', executionOf('one', { state: 'failed', outcome: { sealed: 'k1.e' as Sealed, until: later } }));
    assert.equal((await executions.begin('key', executionOf('two')))?.state, 'failed');
    assert.equal((await executions.begin('key', executionOf('two'), 'another'))?.state, 'failed');

    const begun = await Promise.all(
      Array.from({ length: 100 }, (_, index) => executions.begin('key', executionOf(`c${index}`), 'one')),
    );

    const winners = begun.flatMap((standing, index) => (standing === undefined ? [`c${index}`] : []));
    assert.equal(winners.length, 1);
    assert.deepEqual(await executions.find('key', later), executionOf(winners[0] ?? ''));
  });

  contract('a call that lost its place ends nothing', async ({ executions }) => {
    await executions.begin('key', executionOf('one'));
    await executions.end('key', executionOf('one', { state: 'failed' }));
    await executions.begin('key', executionOf('two'), 'one');

    await executions.end('key', executionOf('one', { state: 'done' }));
    await executions.end('nobody', executionOf('one', { state: 'done' }));

    assert.deepEqual(await executions.find('key', later), executionOf('two'));
    assert.equal(await executions.find('nobody', later), undefined);
  });

  contract('a key is free again when its time is over', async ({ executions }) => {
    await executions.begin('key', executionOf('one'));
    assert.equal(await executions.find('key', until), undefined);

    const again = executionOf('two', { begunAt: until, until: '2026-11-24T12:00:00.000Z' });

    assert.equal(await executions.begin('key', again), undefined);
    assert.deepEqual(await executions.find('key', until), again);
  });
}
