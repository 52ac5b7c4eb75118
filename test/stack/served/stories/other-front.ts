/** What must hold of the wire behind each front that is not the first: it is the same wire, and the doctor says so. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { wireFindings } from '#cli/doctor-wire.ts';
import { type ServedStack, serveStack } from '../serve.ts';
import type { FrontName } from '../wire-front.ts';

const region = 'eu-west-1';
const launch = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;

/** `bodyBytes`: of the largest body that is sent through it. */
export function tellOtherFront(front: FrontName, bodyBytes: number): void {
  let stack: ServedStack;
  before(async () => {
    stack = await serveStack(front);
  });
  after(() => stack.stop());

  const settings = async () => ({ region, endpoint: stack.wireUrl, credentials: await stack.issue('engineer'), maxAttempts: 1 });

  test('it stands at the name of the operator’s file', () => {
    assert.equal(stack.wireUrl, 'https://wire.acme.example');
  });

  test('what is permitted is done and told by its id, what is forbidden is not, and both are recorded', async () => {
    const own = await settings();
    const ids: string[] = [];
    const ec2 = new EC2Client(own);
    ec2.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { readonly headers: Readonly<Record<string, string>> };
        ids.push(headers['x-countersign-call-id'] ?? '');
        return result;
      },
      { step: 'deserialize', priority: 'high' },
    );

    const { Instances = [] } = await ec2.send(new RunInstancesCommand(launch));
    await assert.rejects(new IAMClient(own).send(new CreateUserCommand({ UserName: 'mallory' })), /guardrail forbids/);

    assert.match(Instances[0]?.InstanceId ?? '', /^i-/);
    const { body } = await stack.api('auditor', 'GET', '/v1/events?limit=20');
    const told = JSON.stringify(body);
    assert.match(told, /"kind":"outcome"/);
    assert.match(told, /"kind":"refused"/);
    assert.ok(ids[0] !== '' && told.includes(`"uid":"${ids[0]}"`), ids.join());
  });

  test('paths, queries and bytes arrive as they were signed, both ways', async () => {
    const s3 = new S3Client({ ...(await settings()), forcePathStyle: true });
    const Body = Uint8Array.from({ length: bodyBytes }, (_, index) => index % 256);
    const at = { Bucket: 'demo', Key: "a b+c/é~(1)'.bin" };

    await s3.send(new PutObjectCommand({ ...at, Body }));
    const got = await s3.send(new GetObjectCommand(at));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'demo', Prefix: 'a b+c/é' }));

    assert.deepEqual(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body), true);
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      [at.Key],
    );
  });

  test('the doctor finds everything as it was signed', async (context) => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'countersign-'));
    context.after(() => rmSync(stateDirectory, { recursive: true }));
    const environment = { stateDirectory, url: undefined, awsConfigFile: '', variable: () => undefined, names: [] };
    const connection = { wireUrl: stack.wireUrl, connection: 'sandbox' };

    const findings = await wireFindings(environment, { url: stack.apiUrl, as: 'engineer' }, connection);

    assert.equal(findings.length, 4);
    for (const { check, says } of findings) assert.equal(says, 'arrive as they were signed', check);
  });

  test('what it asks of AWS, its role allows, and it asks nobody else', () => {
    assert.deepEqual(stack.permissions.refused(), []);
    assert.deepEqual(stack.astray(), []);
    assert.doesNotMatch(stack.output(), /mallory|ami-0c0ffee|engineer@/);
  });
}
