import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { knownAsOthers, roundTrips, summary } from './round-trip.ts';

const catalog = readCatalog();

for (const seed of [1, 2, 3]) {
  test(`what is encoded decodes to what it was, every operation of every service, sample ${seed}`, (context) => {
    const tallies = roundTrips(catalog, { step: 1, seed });

    context.diagnostic(summary(tallies));
    const count = [...tallies.values()].reduce((sum, { operations }) => sum + operations, 0);
    assert.ok(count > 18_000, `${count} operations`);
    assert.deepEqual(
      [...tallies.values()].flatMap(({ misses }) => misses),
      [],
    );
    assert.deepEqual(
      [...tallies.values()].flatMap(({ others }) => others).filter((name) => !knownAsOthers.has(name)),
      [],
    );
  });
}
