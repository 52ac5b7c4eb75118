/** What every store of stored calls must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sealed } from '#core/model.ts';
import type { StoredCall, StoredCalls } from '#core/ports.ts';

export type OpenedStoredCalls = {
  readonly storedCalls: StoredCalls;
  readonly close: () => Promise<void>;
};

const [now, later, until] = ['2026-11-02T22:00:00.000Z', '2026-11-02T23:59:59.999Z', '2026-11-03T00:00:00.000Z'];

function callOf(id: string, over: Partial<StoredCall> = {}): StoredCall {
  return { id, approval: 'approval', state: 'awaiting-approval', sealed: 'k1.call' as Sealed, until, ...over };
}

export function storedCallsContract(name: string, open: () => Promise<OpenedStoredCalls>): void {
  const contract = (sentence: string, check: (opened: OpenedStoredCalls) => Promise<void>) =>
    test(`${name}: ${sentence}`, async () => {
      const opened = await open();
      await check(opened).finally(opened.close);
    });

  contract('a stored call is given back as it was kept, until its time is over', async ({ storedCalls }) => {
    await storedCalls.keep(callOf('one'));

    assert.deepEqual(await storedCalls.find('one', later), callOf('one'));
    assert.equal(await storedCalls.find('one', until), undefined);
    assert.equal(await storedCalls.find('two', now), undefined);
  });

  contract('what it is replaced by leaves nothing of it', async ({ storedCalls }) => {
    await storedCalls.keep(callOf('one'));
    const { sealed: _sealed, ...rest } = callOf('one');

    await storedCalls.keep({ ...rest, state: 'unknown' });

    assert.deepEqual(await storedCalls.find('one', now), { ...rest, state: 'unknown' });
  });

  contract('what is as large as it may be is given back whole', async ({ storedCalls }) => {
    const sealed = `k1.${'x'.repeat(storedCalls.mostBytes - 3)}` as Sealed;

    await storedCalls.keep(callOf('one', { sealed }));

    assert.equal((await storedCalls.find('one', now))?.sealed, sealed);
  });
}
