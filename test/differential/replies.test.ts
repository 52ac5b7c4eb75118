import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { oracleAbsence } from './botocore-samples.ts';
import { compareTrials, decodeTrials, replyTrials, summary } from './replies.ts';

const catalog = readCatalog();
const trials = replyTrials(catalog, { step: 100, seed: 1 });

test('replies of every protocol are decoded to what was written', (context) => {
  const tallies = decodeTrials(catalog, trials);

  context.diagnostic(summary(tallies));
  assert.deepEqual([...tallies.keys()].sort(), ['cbor', 'ec2', 'json', 'query', 'rest-json', 'rest-xml']);
  assert.deepEqual(
    [...tallies.values()].flatMap(({ misses }) => misses),
    [],
  );
});

test('botocore reads the same out of them', async (context) => {
  const absence = oracleAbsence();
  if (absence !== undefined) return context.diagnostic(absence);

  const tallies = await compareTrials(catalog, trials);

  context.diagnostic(summary(tallies));
  assert.deepEqual(
    [...tallies.values()].flatMap(({ misses }) => misses),
    [],
  );
});
