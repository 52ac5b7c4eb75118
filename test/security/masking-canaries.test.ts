/** Canaries: secrets planted wherever a client can write them are found in no store, log or answer of the API (byte search). */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fill } from '#core/masking/detector.ts';
import { type Issued, startGateway, type TestGateway } from '../clients/support/gateway.ts';

const canaries = {
  token: ['gh', `p_${fill(36)}`].join(''),
  named: `canary-${fill(14)}`,
  nested: `canary-${fill(15)}`,
  tag: `canary-${fill(16)}`,
  userData: `canary-${fill(17)}`,
  agent: ['xox', `b-${fill(12, 'digits')}-${fill(12, 'digits')}-${fill(24)}`].join(''),
  path: ['gl', `pat-${fill(20)}`].join(''),
  mail: 'canary.person@mail.example.com',
};

let gateway: TestGateway;
let issued: Issued;

before(async () => {
  gateway = await startGateway({ holdSeconds: 0 });
  issued = await gateway.issue('engineer');
});
after(() => gateway.stop());

function settings() {
  return { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued, maxAttempts: 1 };
}

/** Every answer counts, refusals too: each of them is recorded. */
async function plant(call: Promise<unknown>): Promise<string> {
  return JSON.stringify(await call.catch((error: Error) => ({ name: error.name, message: error.message })));
}

async function plantAll(): Promise<readonly string[]> {
  const dynamodb = new DynamoDBClient({ ...settings(), customUserAgent: canaries.agent });
  const ec2 = new EC2Client(settings());
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  const Item = {
    pk: { S: 'canary' },
    note: { S: `deployed with ${canaries.token} by ${canaries.mail}` },
    password: { S: canaries.named },
    config: { S: JSON.stringify({ db: { client_secret: canaries.nested } }) },
  };
  const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'db-password', Value: canaries.tag }] }];
  return [
    await plant(dynamodb.send(new PutItemCommand({ TableName: 'demo', Item }))),
    await plant(dynamodb.send(new GetItemCommand({ TableName: 'demo', Key: { pk: { S: 'canary' } } }))),
    await plant(dynamodb.send(new GetItemCommand({ TableName: `no-${canaries.token}`, Key: { pk: { S: canaries.token } } }))),
    await plant(
      ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-0c0ffee0000000001',
          MinCount: 1,
          MaxCount: 1,
          UserData: Buffer.from(`#!/bin/sh\nexport API_KEY=${canaries.userData}\n`).toString('base64'),
          TagSpecifications: tags,
        }),
      ),
    ),
    await plant(ec2.send(new DescribeInstancesCommand({}))),
    await plant(s3.send(new GetObjectCommand({ Bucket: 'demo', Key: `folder/${canaries.path}` }))),
  ];
}

function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function assertNowhere(text: Buffer | string, where: string): void {
  for (const [name, canary] of Object.entries(canaries)) assert.ok(!text.includes(canary), `${where} holds the ${name} canary`);
}

test('no canary is in the store, the log, or an answer of the API', async () => {
  await plantAll();

  const events = await gateway.api('auditor', 'GET', '/v1/events?limit=100');
  const session = await gateway.api('auditor', 'GET', `/v1/sessions/${issued.sessionId}/events`);
  const files = filesUnder(gateway.dataDirectory);

  assertNowhere(JSON.stringify(events), 'the search');
  assertNowhere(JSON.stringify(session), 'the session');
  assertNowhere(gateway.output(), 'the log');
  for (const file of files) assertNowhere(readFileSync(file), file);
  assert.ok(files.length > 0 && JSON.stringify(session).includes('GetItem'));
});

test('the caller gets back none that policy does not reveal', async () => {
  const answers = await plantAll();

  for (const name of ['named', 'nested', 'tag'] as const) {
    assert.ok(!answers.some((answer) => answer.includes(canaries[name])), `the ${name} canary came back`);
  }
});
