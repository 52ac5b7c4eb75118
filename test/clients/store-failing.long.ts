/** A gateway whose store fails, before the call and while AWS answers: nothing goes upstream unrecorded, and nothing of an answer comes back. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { openConfig } from './support/open-config.ts';

const home = mkdtempSync(join(tmpdir(), 'countersign-'));
let gateway: TestGateway;
let credentials: Issued;
/** What happens while AWS works; how many calls it got. */
let meanwhile: () => Promise<void> = async () => undefined;
let calls = 0;

/** An answer that needs pages of its own in the store. */
const reservation = `<item><reservationId>r-of-the-answer</reservationId><requesterId>${'x'.repeat(6000)}</requesterId></item>`;
const key = '<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>x</SessionToken>';
const lent = `<Credentials>${key}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
const assumed = `<AssumeRoleResponse><AssumeRoleResult>${lent}</AssumeRoleResult></AssumeRoleResponse>`;
const upstream = createServer(async (request, response) => {
  const body = await text(request);
  response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': 'r' });
  if (body.includes('Action=AssumeRole')) return void response.end(assumed);
  calls += 1;
  await meanwhile();
  response.end(`<DescribeInstancesResponse><reservationSet>${reservation}</reservationSet></DescribeInstancesResponse>`);
});

before(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const configFile = openConfig(home, `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  gateway = await startGateway({ configFile, preload: './test/clients/support/fill-disk.ts' });
  credentials = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(home, { recursive: true });
});

async function describe(): Promise<number> {
  const client = new EC2Client({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials, maxAttempts: 1 });
  try {
    return (await client.send(new DescribeInstancesCommand({}))).Reservations?.length ?? 0;
  } finally {
    client.destroy();
  }
}

type Failing = { readonly fail: () => Promise<void>; readonly mend: () => Promise<void> };

const full = () => join(gateway.dataDirectory, 'full');
let holder: DatabaseSync | undefined;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(10);
}

const ways: Readonly<Record<string, Failing>> = {
  'locked by another process': {
    fail: async () => {
      holder = new DatabaseSync(join(gateway.dataDirectory, 'countersign.sqlite'), { timeout: 5000 });
      holder.exec('BEGIN IMMEDIATE');
    },
    mend: async () => {
      holder?.exec('ROLLBACK');
      holder?.close();
    },
  },
  'on a full disk': {
    fail: async () => {
      writeFileSync(full(), '');
      await until(() => existsSync(join(gateway.dataDirectory, 'filled')));
    },
    mend: async () => {
      rmSync(full());
      await until(() => !existsSync(join(gateway.dataDirectory, 'filled')));
    },
  },
};

type Refusal = { readonly name: string; readonly message: string; readonly $metadata: { readonly httpStatusCode: number } };

for (const [name, { fail, mend }] of Object.entries(ways)) {
  test(`no record, no call: a store ${name} lets nothing go upstream, says so, and goes on when it is mended`, async () => {
    await fail();
    const failed = await firstFailure();
    const asked = { connection: 'sandbox', service: 'ec2', operation: 'DescribeInstances', region: 'eu-west-1', parameters: {} };
    const { status, body } = await gateway.api('engineer', 'POST', '/v1/calls', asked);
    await mend();

    assert.deepEqual([failed.error.$metadata.httpStatusCode, failed.wentUp], [503, 0]);
    assert.match(failed.error.message, /could not be recorded/);
    assert.deepEqual([status, (body as { readonly code: string }).code], [503, 'recorder-unavailable']);
    assert.equal(await describe(), 1);
  });

  test(`no record, no answer: of a call that AWS answers while the store is ${name} nothing is shown, and nobody is told to repeat it`, async () => {
    meanwhile = fail;
    const failed = await describe().then(
      () => assert.fail('it was answered'),
      (error: Refusal) => error,
    );
    meanwhile = async () => undefined;
    await mend();

    assert.equal(failed.$metadata.httpStatusCode, 409);
    assert.match(failed.message, /may have/);
    assert.doesNotMatch(JSON.stringify(failed), /r-of-the-answer/);
    assert.equal(await describe(), 1);
  });
}

/** A small event may find room on a page that is there already. */
async function firstFailure(): Promise<{ readonly error: Refusal; readonly wentUp: number }> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const before = calls;
    const error = await describe().then(
      () => undefined,
      (thrown: Refusal) => thrown,
    );
    if (error?.$metadata.httpStatusCode === 503) return { error, wentUp: calls - before };
  }
  throw new Error('the store went on taking events');
}
