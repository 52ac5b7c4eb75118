import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { approvalsContract } from '#test/contracts/approvals-contract.ts';
import { recorderContract } from '#test/contracts/recorder-contract.ts';
import { revocationsContract } from '#test/contracts/revocations-contract.ts';
import { searchContract } from '#test/contracts/search-contract.ts';
import { createSqliteApprovals } from './approvals.ts';
import { createSqliteOutcomes } from './outcomes.ts';
import { createSqliteRecorder } from './recorder.ts';
import { createSqliteRevocations } from './revocations.ts';
import { createSqliteSearch } from './search.ts';
import { openStore } from './sqlite.ts';

recorderContract('sqlite', open);
searchContract('sqlite', open);
revocationsContract('sqlite', open);
approvalsContract('sqlite', open);

async function open() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  return {
    recorder: createSqliteRecorder(store),
    search: createSqliteSearch(store),
    revocations: createSqliteRevocations(store),
    approvals: createSqliteApprovals(store),
    outcomes: createSqliteOutcomes(store),
    close: async () => {
      store.close();
      rmSync(directory, { recursive: true });
    },
  };
}
