/** The suites of the record against the DynamoDB adapters, on a double of DynamoDB. */

import { openTable } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbApprovals } from '#adapters/aws/dynamodb-approvals.ts';
import { createDynamoDbExecutions } from '#adapters/aws/dynamodb-executions.ts';
import { createDynamoDbHolds } from '#adapters/aws/dynamodb-holds.ts';
import { openDynamoDbPersonKeys } from '#adapters/aws/dynamodb-person-keys.ts';
import { createDynamoDbRecorder } from '#adapters/aws/dynamodb-recorder.ts';
import { createDynamoDbRevocations } from '#adapters/aws/dynamodb-revocations.ts';
import { createDynamoDbSearch } from '#adapters/aws/dynamodb-search.ts';
import { createDynamoDbStoredCalls } from '#adapters/aws/dynamodb-stored-calls.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { approvalsContract } from './approvals-contract.ts';
import { createTable, type Double } from './dynamodb-doubles.ts';
import { executionsContract } from './executions-contract.ts';
import { holdsContract } from './holds-contract.ts';
import { personKeysContract } from './person-keys-contract.ts';
import { recorderContract } from './recorder-contract.ts';
import { revocationsContract } from './revocations-contract.ts';
import { type Extent, searchContract } from './search-contract.ts';
import { storedCallsContract } from './stored-calls-contract.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

export type Doubles = { readonly dynamodb: Double; readonly objects: Double };

export function dynamoDbContracts(name: string, { dynamodb, objects }: Doubles, extent: Extent = 'half'): void {
  let tables = 0;
  const region = 'eu-west-1';
  const now = () => '2026-11-02T23:00:00.000Z';

  async function open() {
    tables += 1;
    const table = openTable({ name: `record-${tables}`, tenant: 'acme', region, endpoint: dynamodb.endpoint });
    await createTable(table.client, table.name);
    const bodies = createS3Bodies({ bucket: 'record', region, endpoint: objects.endpoint });
    const options = { table, bodies, hotDays: 3, now };
    return {
      recorder: createDynamoDbRecorder(options),
      search: createDynamoDbSearch(options),
      revocations: createDynamoDbRevocations(options),
      approvals: createDynamoDbApprovals(options),
      executions: createDynamoDbExecutions(table),
      holds: createDynamoDbHolds(table),
      storedCalls: createDynamoDbStoredCalls(table),
      close: async () => table.client.destroy(),
    };
  }

  recorderContract(name, open);
  searchContract(name, open, extent);
  revocationsContract(name, open);
  approvalsContract(name, open);
  executionsContract(name, open);
  storedCallsContract(name, open);
  holdsContract(name, open);
  personKeysContract(name, async () => {
    tables += 1;
    const table = openTable({ name: `record-${tables}`, tenant: 'acme', region, endpoint: dynamodb.endpoint });
    await createTable(table.client, table.name);
    const log = () => undefined;
    return { open: () => openDynamoDbPersonKeys({ table, now, log }), close: async () => table.client.destroy() };
  });
}
