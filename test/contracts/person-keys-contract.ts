/** What every store of the keys of persons must do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOfGroup, type PersonKeys, personGroups, personKeyBytes } from '#core/masking/person-keys.ts';

export type OpenedPersonKeys = {
  /** The same store again, as another process opens it. */
  readonly open: () => Promise<PersonKeys>;
  readonly close: () => Promise<void>;
};

/** `begin` gives an empty store each time. */
export function personKeysContract(name: string, begin: () => Promise<OpenedPersonKeys>): void {
  test(`${name}: keys of persons are made once, and are the same for every process`, async () => {
    const { open, close } = await begin();

    const [first, second] = await Promise.all([open(), open()]);

    assert.equal(first.current().byteLength, personGroups * personKeyBytes);
    assert.deepEqual(first.current(), second.current());
    assert.deepEqual((await open()).current(), first.current());
    assert.notDeepEqual(keyOfGroup(first.current(), 0), keyOfGroup(first.current(), 1));
    await close();
  });

  test(`${name}: what is destroyed is another key at once and for whoever opens the store later; every other stays`, async () => {
    const { open, close } = await begin();
    const keys = await open();
    const before = keys.current();

    await keys.destroy([0, 4711]);

    const after = keys.current();
    const changed = Array.from({ length: personGroups }, (_, group) => group).filter(
      (group) => Buffer.compare(keyOfGroup(before, group), keyOfGroup(after, group)) !== 0,
    );
    assert.deepEqual(changed, [0, 4711]);
    assert.deepEqual((await open()).current(), after);
    await close();
  });

  test(`${name}: two erasures at once both hold`, async () => {
    const { open, close } = await begin();
    const [one, other] = [await open(), await open()];
    const before = one.current();

    await Promise.all([one.destroy([1]), one.destroy([2]), one.destroy([3])]);
    await other.destroy([4]);

    const after = (await open()).current();
    for (const group of [1, 2, 3, 4]) assert.notDeepEqual(keyOfGroup(after, group), keyOfGroup(before, group), String(group));
    await close();
  });
}
