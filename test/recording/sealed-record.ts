/** A sealed record in a directory of its own, made by the real store, writer and sealer. */

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpointSigner, publicKeyFile } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { openStore, type Store } from '#adapters/local/sqlite.ts';
import { type Sealing, sealNext } from '#core/recording/seal.ts';
import { createWriter, type Writer } from '#core/recording/writer.ts';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';

export type SealedRecord = {
  readonly directory: string;
  readonly store: Store;
  readonly sealing: Sealing;
  readonly writers: readonly [Writer, Writer];
  readonly alarms: readonly string[];
  readonly publicKeyPath: string;
  /** Records so many calls by each writer in turn, with a body each. */
  readonly record: (calls: number) => Promise<void>;
  /** Signs anything with the installation's own key, as its thief could. */
  readonly signature: (content: string) => string;
  readonly close: () => void;
};

/** Begins with what lies in `from`, when it is given. */
export async function openSealedRecord(from?: string): Promise<SealedRecord> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  if (from !== undefined) cpSync(from, directory, { recursive: true });
  const store = openStore(directory);
  const { now, newId } = sampleTime('2026-11-02T10:00:00.000Z', 1000);
  const recorder = createSqliteRecorder(store);
  const options = { recorder, now, newId, tenant: 'local', productVersion: '0.1.0' };
  const writers = [createWriter(options), createWriter(options)] as const;
  const alarms: string[] = [];
  const sealing: Sealing = {
    store: createSealStore(store, createRecordFiles(directory)),
    signer: openCheckpointSigner(directory),
    now,
    tenant: 'local',
    alarm: (id) => alarms.push(id),
  };
  return {
    directory,
    store,
    sealing,
    writers,
    alarms,
    publicKeyPath: join(directory, publicKeyFile),
    record: (calls) => recordCalls(writers, calls),
    signature: (content) => {
      const key = createPrivateKey(readFileSync(join(directory, 'checkpoint-key.pem')));
      if (createPublicKey(key).asymmetricKeyType !== 'ed25519') throw new Error('not our key');
      return sign(null, Buffer.from(content), key).toString('base64');
    },
    close: () => {
      store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Three segments of eight events each, by two writers. */
export async function fillSealedRecord(record: SealedRecord): Promise<void> {
  for (let segment = 0; segment < 3; segment += 1) {
    await record.record(4);
    await sealNext(record.sealing);
  }
}

async function recordCalls(writers: readonly Writer[], calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) {
    const callId = `CALL${call}`;
    const writer = writers[call % 2];
    await writer?.record(draftOf({ kind: 'intent', callId }));
    const body = asMasked(new TextEncoder().encode(`{"call":${call},"name":"Zoë ☂"}`));
    await writer?.record(
      draftOf({ callId, reason: asMasked('Grüße 😀'), answer: { outcome: 'success', httpStatus: 200, body } }),
    );
  }
}
