import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approvalsContract } from '#test/contracts/approvals-contract.ts';
import { executionsContract } from '#test/contracts/executions-contract.ts';
import { holdsContract } from '#test/contracts/holds-contract.ts';
import { personKeysContract } from '#test/contracts/person-keys-contract.ts';
import { recordPlaceContract } from '#test/contracts/record-place-contract.ts';
import { recorderContract } from '#test/contracts/recorder-contract.ts';
import { revocationsContract } from '#test/contracts/revocations-contract.ts';
import { searchContract } from '#test/contracts/search-contract.ts';
import { storedCallsContract } from '#test/contracts/stored-calls-contract.ts';
import { createSqliteApprovals } from './approvals.ts';
import { createSqliteExecutions } from './executions.ts';
import { createSqliteHolds } from './holds.ts';
import { openPersonKeys } from './person-keys.ts';
import { createRecordFiles } from './record-files.ts';
import { createRecordPlace } from './record-place.ts';
import { createSqliteRecorder } from './recorder.ts';
import { createSqliteRevocations } from './revocations.ts';
import { createSealStore } from './seal-store.ts';
import { createSqliteSearch } from './search.ts';
import { openStore } from './sqlite.ts';
import { createSqliteStoredCalls } from './stored-calls.ts';

recorderContract('sqlite', open);
searchContract('sqlite', open);
revocationsContract('sqlite', open);
approvalsContract('sqlite', open);
executionsContract('sqlite', open);
storedCallsContract('sqlite', open);
holdsContract('sqlite', open);
personKeysContract('a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  return { open: async () => openPersonKeys(directory), close: async () => rmSync(directory, { recursive: true }) };
});

recordPlaceContract('files', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  const files = createRecordFiles(directory);
  return {
    place: createRecordPlace({ store, files, directory }),
    seal: (signed) => createSealStore(store, files).putCheckpoint(signed, '0'),
    spoil: async (key, bytes) => (bytes === undefined ? files.remove(key) : files.put(key, bytes)),
    open: async () => chmodSync(store.path, 0o644),
    close: async () => {
      store.close();
      rmSync(directory, { recursive: true });
    },
  };
});

async function open() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  return {
    recorder: createSqliteRecorder(store),
    search: createSqliteSearch(store),
    revocations: createSqliteRevocations(store),
    approvals: createSqliteApprovals(store),
    executions: createSqliteExecutions(store),
    holds: createSqliteHolds(store),
    storedCalls: createSqliteStoredCalls(store, () => '2026-11-02T22:00:00.000Z'),
    close: async () => {
      store.close();
      rmSync(directory, { recursive: true });
    },
  };
}
