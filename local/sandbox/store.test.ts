import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startSandbox } from '#test/clients/support/sandbox.ts';

test('what was written is there after a restart, and nothing is seeded over it', async (context) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  context.after(() => rmSync(dataDirectory, { recursive: true }));
  const first = await startSandbox({ dataDirectory });
  const settings = { region: 'eu-west-1', endpoint: first.url, credentials: await first.assume({}), forcePathStyle: true };
  await new SSMClient(settings).send(new PutParameterCommand({ Name: '/prod/api-key', Value: 'changed', Overwrite: true }));
  await new DynamoDBClient(settings).send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'new' } } }));
  await new S3Client(settings).send(new PutObjectCommand({ Bucket: 'demo', Key: 'k', Body: 'kept' }));
  await first.stop();

  const second = await startSandbox({ dataDirectory });
  context.after(() => second.stop());
  const again = { ...settings, endpoint: second.url, credentials: await second.assume({}) };
  const parameter = await new SSMClient(again).send(new GetParameterCommand({ Name: '/prod/api-key', WithDecryption: true }));
  const item = await new DynamoDBClient(again).send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'new' } } }));
  const object = await new S3Client(again).send(new GetObjectCommand({ Bucket: 'demo', Key: 'k' }));

  assert.equal(parameter.Parameter?.Value, 'changed');
  assert.equal(item.Item?.id?.S, 'new');
  assert.equal(await object.Body?.transformToString(), 'kept');
});
