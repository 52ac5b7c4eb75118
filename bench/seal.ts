/** What the sealer needs of memory: flat, however much is sealed. 200 MB of events; `COUNTERSIGN_SEAL_MB=1000` seals a gigabyte. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openCheckpointSigner } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { sealAll } from '#core/recording/seal.ts';
import { manyEvents } from '#test/recording/many-events.ts';
import type { Row } from './row.ts';

const eventBytes = 1930;
const megabyte = 1_000_000;

export async function benchSeal(): Promise<readonly Row[]> {
  const megabytes = Number(process.env.COUNTERSIGN_SEAL_MB ?? '200');
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  try {
    store.write.exec('PRAGMA synchronous = OFF');
    const count = Math.ceil((megabytes * megabyte) / eventBytes);
    (await manyEvents(store)).add(count);
    const before = process.memoryUsage.rss();
    let most = before;
    const from = performance.now();
    await sealAll({
      store: createSealStore(store, createRecordFiles(directory)),
      signer: openCheckpointSigner(directory),
      now: () => new Date().toISOString(),
      tenant: 'local',
      alarm: () => undefined,
      breathe: async () => {
        most = Math.max(most, process.memoryUsage.rss());
        await setImmediate();
      },
    });
    const seconds = (performance.now() - from) / 1000;
    return [
      { name: `seal ${megabytes} MB of events`, value: count / seconds, unit: 'events/s' },
      {
        name: '  … memory on top of the process',
        value: (most - before) / megabyte,
        unit: 'MB',
        budget: { kind: 'at-most', value: 300 },
      },
    ];
  } finally {
    store.close();
    rmSync(directory, { recursive: true });
  }
}
