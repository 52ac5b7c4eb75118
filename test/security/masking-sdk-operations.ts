/** Every operation of the installed SDK clients: its sample reply, parsed in clear and masked, must have the same members of the same types. */

import assert from 'node:assert/strict';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { HttpReply } from '#core/http.ts';
import { maskReply } from '#core/masking/mask-reply.ts';
import { bodyPieces } from './masking-operations.ts';
import type { Answering } from './masking-sdk-server.ts';

/** What an SDK client is, as far as this test goes. */
type Client = { readonly send: (command: unknown) => Promise<unknown>; readonly destroy: () => void };

type Sdk = Readonly<Record<string, unknown>>;

export const sdks: readonly { readonly service: string; readonly sdk: Sdk; readonly client: string }[] = [
  { service: 'dynamodb', sdk: dynamodb, client: 'DynamoDBClient' },
  { service: 'secretsmanager', sdk: secretsmanager, client: 'SecretsManagerClient' },
  { service: 'ssm', sdk: ssm, client: 'SSMClient' },
  { service: 'sts', sdk: sts, client: 'STSClient' },
  { service: 'iam', sdk: iam, client: 'IAMClient' },
  { service: 'ec2', sdk: ec2, client: 'EC2Client' },
];

export type SdkTally = { parsed: number; masked: number; byService: Record<string, number> };

export async function checkSdk(
  { service, sdk, client: clientName }: (typeof sdks)[number],
  { catalog, upstream, every }: { readonly catalog: Catalog; readonly upstream: Answering; readonly every: number },
  tally: SdkTally,
): Promise<void> {
  const client = construct(sdk[clientName], {
    region: 'eu-west-1',
    endpoint: upstream.endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  }) as Client;
  const operations = [...(catalog.services.get(service)?.operations.values() ?? [])].filter(
    (operation, position) =>
      sdk[`${operation.name}Command`] !== undefined && (operation.hasSensitiveOutput || position % every === 0),
  );
  for (const operation of operations) {
    const send = () => client.send(construct(sdk[`${operation.name}Command`], {}));
    if (await checkOperation(catalog, operation, { upstream, send })) tally.masked += 1;
    tally.parsed += 1;
    tally.byService[service] = (tally.byService[service] ?? 0) + 1;
  }
  client.destroy();
}

async function checkOperation(
  catalog: Catalog,
  operation: Operation,
  { upstream, send }: { readonly upstream: Answering; readonly send: () => Promise<unknown> },
): Promise<boolean> {
  const output = catalog.shape(operation, 'output');
  if (output?.kind !== 'structure') return false;
  const [protocol] = catalog.services.get(operation.service)?.protocols ?? [];
  if (protocol === undefined) return false;
  const body = Buffer.from(
    bodyPieces(operation, protocol, output)
      .map(({ text }) => text)
      .join('')
      .trimStart(),
  );
  const reply: HttpReply = { status: 200, headers: [['content-length', String(body.length)]], body };
  const masked = maskReply(reply, { operation, protocol, output, secrets: [] });

  upstream.answer(reply);
  const clear = await send();
  upstream.answer(masked.client);
  const seen = await send();

  assert.deepEqual(typesOf(seen), typesOf(clear), `${operation.service}:${operation.name}`);
  return masked.client !== reply;
}

/** A parsed value with its texts, numbers and dates replaced by their types. */
function typesOf(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : 'date';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return value.map(typesOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '$metadata')
      .map(([key, item]) => [key.startsWith('[masked:') || key.startsWith('key-') ? '(key)' : key, typesOf(item)]),
  );
}

function construct(made: unknown, options: unknown): unknown {
  assert.ok(typeof made === 'function');
  return Reflect.construct(made, [options]);
}
