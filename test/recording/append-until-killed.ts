/** Records calls into the store of a directory and says which events it may rely on, until somebody kills it. */

import assert from 'node:assert/strict';
import { writeSync } from 'node:fs';
import { monotonicFactory } from 'ulid';
import { openCheckpointSigner } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { sealNext } from '#core/recording/seal.ts';
import { createWriter } from '#core/recording/writer.ts';
import { draftOf } from '#test/contracts/sample-events.ts';

const newId = monotonicFactory();
const directory = process.argv[2] ?? '';
const store = openStore(directory);
const recorder = createSqliteRecorder(store);
const now = () => new Date().toISOString();
const writer = createWriter({ recorder, now, newId: () => newId(), tenant: 'local', productVersion: '0.1.0' });
const stdout = 1;

/** The sealer runs beside the calls, so that it is killed as well. */
const sealing = {
  store: createSealStore(store, createRecordFiles(directory)),
  signer: openCheckpointSigner(directory),
  now,
  tenant: 'local',
  alarm: (id: string) => assert.fail(id),
};

/** Several at once, so that a commit of many is killed as well as one of one. */
const callers = 6;

async function callOnAndOn(caller: number): Promise<never> {
  for (let call = 1; ; call += 1) {
    if (caller === 0 && call % 7 === 0) await sealNext(sealing);
    const callId = newId();
    for (const kind of ['intent', 'outcome'] as const) {
      const { columns } = await writer.record(draftOf({ kind, callId }));
      writeSync(stdout, `${columns.id}\n`);
    }
  }
}

await Promise.all(Array.from({ length: callers }, (_, caller) => callOnAndOn(caller)));
