/** What every list of holds must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Holds } from '#core/reviewing/hold-session.ts';

export type OpenedHolds = { readonly holds: Holds; readonly close: () => Promise<void> };

/** `open` gives an empty store each time. */
export function holdsContract(name: string, open: () => Promise<OpenedHolds>): void {
  test(`${name}: sessions on hold are listed until they are released, each once`, async () => {
    const { holds, close } = await open();
    const since = '2026-11-02T10:00:00.000Z';
    assert.deepEqual(await holds.list(), []);

    for (const session of ['S2', 'S1', 'S2']) await holds.hold(session, since);
    assert.deepEqual(await holds.list(), ['S1', 'S2']);

    for (const session of ['S2', 'S2', 'S3']) await holds.release(session);
    assert.deepEqual(await holds.list(), ['S1']);

    await holds.hold('S2', since);
    assert.deepEqual(await holds.list(), ['S1', 'S2']);
    await close();
  });
}
