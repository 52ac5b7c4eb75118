/** What every place of the record must tell of itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordPlace } from '#core/checking/record-place.ts';
import { checkpointKey, type SignedCheckpoint } from '#core/recording/checkpoint.ts';

export type OpenedRecordPlace = {
  readonly place: RecordPlace;
  readonly seal: (signed: SignedCheckpoint) => Promise<unknown>;
  /** What stands under a key becomes something else, or nothing. */
  readonly spoil: (key: string, bytes: Uint8Array | undefined) => Promise<unknown>;
  /** From now on others may read it. */
  readonly open: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
};

const checkpoint = (seq: number): SignedCheckpoint => ({
  checkpoint: {
    ...{ v: 1, tenant: 'acme', seq, count: 0, root: 'aa', writers: {}, keyId: 'k' },
    sealedAt: `2026-11-02T10:0${seq}:00.000Z`,
  },
  signature: 'c2lnbmVk',
});

/** `start` gives an empty place each time. */
export function recordPlaceContract(name: string, start: () => Promise<OpenedRecordPlace>): void {
  test(`${name}: a new place of the record is private, and has nothing sealed`, async () => {
    const { place, close } = await start();

    const facts = await place.look();

    assert.equal(facts.isPrivate, true);
    assert.equal(facts.newest, undefined);
    await close();
  });

  test(`${name}: the newest checkpoint is told, and that its file is the one that was signed`, async () => {
    const { place, seal, close } = await start();
    for (const seq of [1, 2]) await seal(checkpoint(seq));

    const { newest } = await place.look();

    assert.deepEqual([newest?.seq, newest?.sealedAt, newest?.isInPlace], [2, '2026-11-02T10:02:00.000Z', true]);
    await close();
  });

  for (const [what, bytes] of [
    ['another', Buffer.from('{}\n')],
    ['no', undefined],
  ] as const) {
    test(`${name}: ${what} file in the place of the newest checkpoint is seen`, async () => {
      const { place, seal, spoil, close } = await start();
      await seal(checkpoint(1));
      await spoil(checkpointKey(checkpoint(1).checkpoint), bytes);

      assert.equal((await place.look()).newest?.isInPlace, false);
      await close();
    });
  }

  test(`${name}: it is seen when others may read it`, async () => {
    const { place, open, close } = await start();
    await open();

    assert.equal((await place.look()).isPrivate, false);
    await close();
  });
}
