import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { arm, createDetection } from './detect.ts';
import { allDetectors } from './detectors.ts';

test('every file of a detector is in the list', () => {
  const files = readdirSync(new URL('detectors/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));

  assert.deepEqual(allDetectors.map(({ id }) => id).toSorted(), files.toSorted());
  assert.ok(files.length >= 100);
});

for (const detector of allDetectors) {
  test(`${detector.id} finds its samples and nothing in what looks like them`, () => {
    const detection = createDetection([arm(detector)]);
    const { hits, misses } = detector.samples();

    assert.ok(hits.length > 0 && misses.length > 0);
    for (const hit of hits) assert.equal(detection.find(hit).length, 1, `misses ${hit}`);
    for (const miss of misses) assert.equal(detection.find(miss).length, 0, `hits ${miss}`);
  });
}
