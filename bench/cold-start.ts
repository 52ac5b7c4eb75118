/** What the first caller of a new Lambda environment waits for: the wire's bundle, loaded and composed in a process of its own. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTable } from '#adapters/aws/dynamodb.ts';
import { newKeyringText } from '#core/identity/keyring.ts';
import { bundle, maxZipBytes } from '#scripts/bundle.ts';
import { createTable, startDynalite } from '#test/contracts/dynamodb-doubles.ts';
import { startFunction } from '#test/stack/support/function.ts';
import { startSecrets } from '#test/stack/support/secrets-double.ts';
import { median, type Row } from './row.ts';

const starts = 9;
const megabyte = 1024 * 1024;
const configFile = fileURLToPath(new URL('../examples/countersign.config.yaml', import.meta.url));
const settings = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

export async function benchColdStart(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const [dynalite, secrets] = await Promise.all([startDynalite(), startSecrets(newKeyringText())]);
  Object.assign(process.env, settings);
  const table = openTable({ name: 'record', tenant: '999999999999', region: settings.AWS_REGION, endpoint: dynalite.endpoint });
  try {
    await createTable(table.client, table.name);
    const [wire] = await bundle({ configFile, outDirectory: directory, only: ['wire'] });
    if (wire === undefined) throw new Error('there is no bundle of the wire');
    const environment = {
      ...settings,
      AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      COUNTERSIGN_ACCOUNT: '999999999999',
      COUNTERSIGN_TABLE: table.name,
      COUNTERSIGN_BUCKET: 'record',
      COUNTERSIGN_KEYRING_ARN: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:keyring',
      COUNTERSIGN_WIRE_URL: 'https://wire.example/',
    };
    return [
      {
        name: 'the wire’s bundle ready, keys read',
        value: median(await readyMilliseconds(wire.directory, environment)),
        unit: 'ms',
        budget: { kind: 'at-most', value: 500 },
      },
      {
        name: 'its zip',
        value: wire.zipBytes / megabyte,
        unit: 'MB',
        budget: { kind: 'at-most', value: maxZipBytes / megabyte },
      },
    ];
  } finally {
    table.client.destroy();
    await Promise.all([dynalite.close(), secrets.close()]);
    rmSync(directory, { recursive: true });
  }
}

async function readyMilliseconds(directory: string, environment: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const wire = await startFunction(directory, environment);
    measured.push(wire.initMilliseconds);
    await wire.stop();
  }
  return measured;
}
