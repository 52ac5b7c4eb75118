/** The shipped state machine in this process and on another interpreter of the language (moto's Step Functions): the same steps, the same end. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createLocalMachine } from '#adapters/local/state-machine.ts';
import type { Plan } from '#core/approval/plan.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import { type Moto, startMoto } from './clients/support/moto.ts';
import { needs, onPath } from './clients/support/on-path.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'us-east-1';
const role = 'arn:aws:iam::123456789012:role/machine';
/** A file of no bytes, zipped (APPNOTE 4.3.16): nothing runs it. */
const emptyZip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
const id = sampleApproval().id;

/** What the functions answer, in order, the one that begins a wait among them; and which of the waits is woken. Others end by time. */
type Played = { readonly answers: readonly Plan['next'][]; readonly isWoken: boolean };

const scenarios: Readonly<Record<string, Played>> = {
  'approved, made by the gateway, and told': {
    answers: ['wait', 'wait', 'tell', 'execute', 'tell', 'done'],
    isWoken: true,
  },
  'rejected, and told': { answers: ['wait', 'wait', 'tell', 'done'], isWoken: true },
  'timed out: expired, and told': { answers: ['wait', 'wait', 'expire', 'tell', 'done'], isWoken: false },
  'nobody answered: reminded, escalated, then expired': {
    answers: ['wait', 'wait', 'remind', 'escalate', 'expire', 'tell', 'done'],
    isWoken: false,
  },
  'a success without a verdict leads back to waiting': {
    answers: ['wait', 'wait', 'wait', 'wait', 'expire', 'tell', 'done'],
    isWoken: true,
  },
};

let moto: Moto | undefined;
before(async () => {
  if (onPath('moto_server')) moto = await startMoto();
});
after(() => moto?.stop());

for (const [name, played] of Object.entries(scenarios)) {
  test(`${name}: both take the same steps to the same end`, needs('moto_server'), async () => {
    const here = await playHere(played);
    const there = await playOnMoto(played);

    assert.deepEqual(there.steps, here);
    assert.equal(there.status, 'SUCCEEDED');
    assert.equal(here.length, played.answers.length);
  });
}

/** The steps that were taken; the one that begins a wait is a look. */
async function playHere({ answers, isWoken }: Played): Promise<readonly string[]> {
  const steps: string[] = [];
  const machine = createLocalMachine({
    log: () => {},
    advance: async (step) => {
      steps.push(step);
      return { next: answers[steps.length - 1] ?? 'done', waitSeconds: 1 };
    },
  });
  await machine.start(sampleApproval());
  while (steps.length < 2) await delay(5);
  if (isWoken) await machine.wake(id);
  while (machine.running() > 0) await delay(10);
  return steps;
}

type Ended = { readonly steps: readonly string[]; readonly status: string | undefined };

const mostPlays = 8;

/** Moto's interpreter now and then mixes up a time-out with its input, and then answers no question about the execution: it is played anew. */
async function playOnMoto(played: Played): Promise<Ended> {
  assert.ok(moto);
  for (let plays = 1; ; plays += 1) {
    const client = new SFNClient({ region, endpoint: moto.url, credentials, maxAttempts: 1 });
    try {
      await post(moto, '/moto-api/reset', {});
      return await playOn(moto, client, played);
    } catch (thrown) {
      if (plays === mostPlays || !(thrown instanceof SyntaxError)) throw thrown;
      process.stdout.write('moto_server failed, and is asked once more\n');
    } finally {
      client.destroy();
    }
  }
}

async function playOn(moto: Moto, client: SFNClient, { answers, isWoken }: Played) {
  await post(moto, '/moto-api/config', { stepfunctions: { execute_state_machine: true }, lambda: { use_docker: false } });
  const functionArn = await createFunction(moto);
  const results = answers.map((next) => JSON.stringify({ next, waitSeconds: 1 }));
  await post(moto, '/moto-api/static/lambda-simple/response', { results });
  const file = readFileSync(new URL('../statemachines/approval.asl.json', import.meta.url), 'utf8');
  const definition = file.replaceAll(/\$\{\w+Function\}/g, functionArn);
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'approvals', definition, roleArn: role }));
  const input = JSON.stringify({ approvalId: id });
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: id, input }));
  if (isWoken) await wake(client, executionArn);
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { status, steps: (await payloads(client, executionArn)).map(({ step }) => lookOf(step)) };
    await delay(100);
  }
}

type Payload = { readonly step: string; readonly taskToken?: string };

async function payloads(client: SFNClient, executionArn: string | undefined): Promise<readonly Payload[]> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return events.flatMap(({ taskScheduledEventDetails: scheduled }) =>
    scheduled?.parameters === undefined ? [] : [JSON.parse(scheduled.parameters).Payload],
  );
}

async function wake(client: SFNClient, executionArn: string | undefined): Promise<void> {
  for (;;) {
    const taskToken = (await payloads(client, executionArn)).find((payload) => payload.taskToken !== undefined)?.taskToken;
    if (taskToken !== undefined) {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
      return;
    }
    await delay(50);
  }
}

/** In this process a wait begins with a look. */
function lookOf(step: string): string {
  return step === 'wait' ? 'look' : step;
}

async function createFunction(moto: Moto): Promise<string> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none';
  const form = new URLSearchParams({
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: 'machine',
    AssumeRolePolicyDocument: '{}',
  });
  await fetch(moto.url, { method: 'POST', headers: { authorization }, body: form });
  const client = new LambdaClient({ region, endpoint: moto.url, credentials });
  const { FunctionArn = '' } = await client.send(
    new CreateFunctionCommand({
      FunctionName: 'step',
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip },
    }),
  );
  client.destroy();
  return FunctionArn;
}

async function post(moto: Moto, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${moto.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.ok(status < 300, `${path}: ${status}`);
}
