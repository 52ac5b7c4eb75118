import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { knownAsOthers, roundTrips, summary } from './round-trip.ts';

test('what is encoded decodes to what it was, a sample of the operations of every protocol', (context) => {
  const tallies = roundTrips(readCatalog(), { step: 12, seed: 1 });

  context.diagnostic(summary(tallies));
  assert.deepEqual([...tallies.keys()].sort(), ['cbor', 'ec2', 'json', 'query', 'rest-json', 'rest-xml']);
  assert.deepEqual(
    [...tallies.values()].flatMap(({ misses }) => misses),
    [],
  );
  assert.deepEqual(
    [...tallies.values()].flatMap(({ others }) => others).filter((name) => !knownAsOthers.has(name)),
    [],
  );
});
