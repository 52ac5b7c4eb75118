import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openPack } from '#core/catalog/pack.ts';
import { findBotocore, generateData, recordedVersion, versionOf } from './generate-catalog.ts';

const data = new URL('../core/catalog/data/', import.meta.url);
const botocore = findBotocore(undefined);
const isRecorded = botocore !== undefined && versionOf(botocore) === recordedVersion;

test('the committed data is what the recorded sources give', (context) => {
  if (botocore === undefined || !isRecorded) {
    context.diagnostic(`skipped: botocore ${recordedVersion} is not on this machine`);
    return;
  }

  for (const [name, made] of Object.entries(generateData(botocore))) {
    const pack = openPack(readFileSync(new URL(`${name}.pack`, data)));
    assert.deepEqual(pack.names, [...made.keys()], name);
    for (const [blob, value] of made) assert.equal(textOf(pack.read(blob)), JSON.stringify(value), `${name}.pack: ${blob}`);
  }
});

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
