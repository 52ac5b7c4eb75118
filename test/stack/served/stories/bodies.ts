/** What is too large for an item goes to the bucket, and people are told of what a permit says they are told of, by every front that makes calls. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import { served } from '../gateways.ts';
import { call, ended, post, region, tool, withdrawAll } from './acting.ts';

/** Larger than 8 KB once it was masked and packed: nothing of it repeats. */
const text = Array.from({ length: 4000 }, (_, index) => (index * 7919).toString(36)).join(' ');
const item = (id: string) => ({ TableName: 'orders', Item: { id: { S: id }, text: { S: text } } });
const key = (id: string) => ({ TableName: 'orders', Key: { id: { S: id } } });

async function objects(): Promise<number> {
  const { services } = await served();
  return [...services.objects.objects.keys()].filter((path) => path.includes('/bodies/')).length;
}

async function adding(act: () => Promise<unknown>): Promise<number> {
  const before = await objects();
  await act();
  return (await objects()) - before;
}

test('by JSON', async () => {
  await call('engineer', 'dynamodb', 'PutItem', item('by-json'));

  assert.ok((await adding(() => call('engineer', 'dynamodb', 'GetItem', key('by-json')))) > 0);
});

test('by the wire', async () => {
  const { wireUrl, issue } = await served();
  const dynamodb = new DynamoDBClient({ region, endpoint: wireUrl, credentials: await issue('engineer') });
  await dynamodb.send(new PutItemCommand(item('by-wire')));

  assert.ok((await adding(() => dynamodb.send(new GetItemCommand(key('by-wire'))))) > 0);
});

test('what S3 streams is streamed through the Function URL, beyond what Lambda returns at once', async () => {
  const { wireUrl, issue } = await served();
  const Body = Buffer.alloc(7 * 1024 * 1024, 'a line of text, and another\n');
  const place = { Bucket: 'demo', Key: 'large' };
  const upstream = new S3Client({ region, credentials: emulatorCredentials, forcePathStyle: true });
  await upstream.send(new PutObjectCommand({ ...place, Body }));
  const s3 = new S3Client({ region, endpoint: wireUrl, credentials: await issue('engineer'), forcePathStyle: true });

  const found = await s3.send(new GetObjectCommand(place));
  const bytes = await found.Body?.transformToByteArray();

  assert.ok(Body.equals(bytes ?? Buffer.alloc(0)));
});

test('by MCP', async () => {
  await tool('engineer', 'aws_call', { service: 'dynamodb', operation: 'PutItem', parameters: item('by-mcp') });
  const read = { service: 'dynamodb', operation: 'GetItem', parameters: key('by-mcp') };

  assert.ok((await adding(() => tool('engineer', 'aws_read', read))) > 0);
});

test('by the machine of an approved call', async () => {
  await withdrawAll('engineer');
  const asked = await call('engineer', 'dynamodb', 'Query', {
    TableName: 'orders',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'by-json' } },
  });
  assert.equal(asked.status, 202, JSON.stringify(asked.body));

  const added = await adding(async () => {
    await post('approver', `/v1/approvals/${asked.body.approval}/verdicts`, { verdict: 'approve' });
    assert.equal((await ended('engineer', asked.body.id)).status, 'completed');
  });

  assert.ok(added > 0);
});

test('whom a permit names is told of each, by Slack and webhook', async () => {
  const { lambda, posted } = await served();
  await lambda.settled();

  assert.ok(posted.some((line) => line.startsWith('slack.com') && line.includes('PutItem')));
  assert.ok(posted.some((line) => line.startsWith('hooks.acme.example/approvals') && line.includes('Query')));
});
