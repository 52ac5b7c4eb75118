/** What every list of revocations must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Revocations } from '#core/ports.ts';

export type OpenedRevocations = { readonly revocations: Revocations; readonly close: () => Promise<void> };

export function revocationsContract(name: string, open: () => Promise<OpenedRevocations>): void {
  test(`${name}: a revocation is in force as soon as it is made, for its kind and id alone`, async () => {
    const { revocations, close } = await open();
    assert.equal(await revocations.find('session', 'S1'), undefined);

    await revocations.revoke({ kind: 'session', id: 'S1', revokedAt: '2026-11-24T10:00:00.000Z' });

    assert.deepEqual(await revocations.find('session', 'S1'), {
      kind: 'session',
      id: 'S1',
      revokedAt: '2026-11-24T10:00:00.000Z',
    });
    assert.equal(await revocations.find('principal', 'S1'), undefined);
    assert.equal(await revocations.find('tokens', 'S1'), undefined);
    assert.equal(await revocations.find('session', 'S2'), undefined);
    await close();
  });

  test(`${name}: of two revocations of the same principal the later one counts, in either order`, async () => {
    const { revocations, close } = await open();
    const times = ['2026-11-24T10:00:00.000Z', '2026-11-24T12:00:00.000Z', '2026-11-24T11:00:00.000Z'];

    for (const revokedAt of times) await revocations.revoke({ kind: 'principal', id: 'okta:eve#1', revokedAt });

    assert.equal((await revocations.find('principal', 'okta:eve#1'))?.revokedAt, times[1]);
    await close();
  });
}
