/** Records calls into the store of a directory and says which events it may rely on, until somebody kills it. */

import { writeSync } from 'node:fs';
import { monotonicFactory } from 'ulid';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { createWriter } from '#core/recording/writer.ts';
import { draftOf } from '#test/contracts/sample-events.ts';

const newId = monotonicFactory();
const recorder = createSqliteRecorder(openStore(process.argv[2] ?? ''));
const now = () => new Date().toISOString();
const writer = createWriter({ recorder, now, newId: () => newId(), tenant: 'local', productVersion: '0.1.0' });
const stdout = 1;

for (;;) {
  const callId = newId();
  for (const kind of ['intent', 'outcome'] as const) {
    const { columns } = await writer.record(draftOf({ kind, callId }));
    writeSync(stdout, `${columns.id}\n`);
  }
}
