import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAll, oracleAbsence, summary } from './botocore-samples.ts';

const absence = oracleAbsence();

for (const seed of [1, 2]) {
  test(`every operation of every service that botocore writes is decoded to what it was given, and encoded the same, sample ${seed}`, async (context) => {
    if (absence !== undefined) return context.diagnostic(absence);

    const tallies = await compareAll(1, seed, []);

    context.diagnostic(summary(tallies));
    const sampled = [...tallies.values()].reduce((sum, tally) => sum + tally.sampled, 0);
    assert.ok(sampled > 18_000, `${sampled} operations`);
    assert.deepEqual(
      [...tallies.values()].flatMap(({ misses }) => misses),
      [],
    );
  });
}
