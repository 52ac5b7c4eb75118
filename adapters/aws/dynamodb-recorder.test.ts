import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';
import type { StoredEvent } from '#core/ports.ts';
import { inlineBodyBytes } from '#core/recording/body.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { createWriter } from '#core/recording/writer.ts';
import { createTable, startDynalite } from '#test/contracts/dynamodb-doubles.ts';
import { asMasked, callOf, draftOf, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { openTable } from './dynamodb.ts';
import { createDynamoDbRecorder } from './dynamodb-recorder.ts';
import { createDynamoDbSearch } from './dynamodb-search.ts';
import { itemOf } from './record-item.ts';
import type { Bodies } from './s3-bodies.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

const dynalite = await startDynalite();
const table = openTable({ name: 'record', tenant: 'acme', region: 'eu-west-1', endpoint: dynalite.endpoint });
await createTable(table.client, table.name);
after(async () => {
  table.client.destroy();
  await dynalite.close();
});

const noBodies: Bodies = { put: async () => undefined, get: async () => new Uint8Array() };
const time = sampleTime();
const largeBody = asMasked(Buffer.alloc(inlineBodyBytes + 1, 'x'));

/** The event that a draft becomes; nothing is stored. */
function eventOf(changes: Partial<EventDraft> = {}): Promise<StoredEvent> {
  const recorder = { append: async () => undefined, openIntents: async () => [] };
  return createWriter({ recorder, ...time, tenant: 'acme', productVersion: '0.1.0' }).record(draftOf(changes));
}

/** A DynamoDB that answers every request with one of its errors. */
function failingWith(code: string, status: number) {
  return createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'Slow down.' }));
  });
}

for (const [code, status] of [
  ['ProvisionedThroughputExceededException', 400],
  ['ThrottlingException', 400],
  ['InternalServerError', 500],
] as const) {
  test(`no record, no call: a table that answers ${code} is unavailable, and the writer says so`, async () => {
    const server = failingWith(code, status);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const failing = openTable({ tenant: 'acme', region: 'eu-west-1', name: 'record', endpoint });
    const recorder = createDynamoDbRecorder({ table: failing, bodies: noBodies, hotDays: 90 });
    const writer = createWriter({ recorder, ...time, tenant: 'acme', productVersion: '0.1.0' });

    await assert.rejects(writer.record(draftOf()), { code: 'recorder-unavailable', message: /not let through/ });

    failing.client.destroy();
    server.closeAllConnections();
    server.close();
  });
}

test('no record, no call: a table that is not there, a host that is down and one that never answers are all unavailable', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const silentEndpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const missing = { name: 'missing', endpoint: dynalite.endpoint };
  const down = { name: 'record', endpoint: 'http://127.0.0.1:1' };
  const event = await eventOf();

  for (const options of [missing, down, { name: 'record', endpoint: silentEndpoint }]) {
    const failing = openTable({ tenant: 'acme', region: 'eu-west-1', ...options });
    const recorder = createDynamoDbRecorder({ table: failing, bodies: noBodies, hotDays: 90 });
    await assert.rejects(recorder.append([event]), { code: 'recorder-unavailable' }, options.endpoint);
    failing.client.destroy();
  }

  silent.closeAllConnections();
  silent.close();
});

test('no record, no answer: when the body cannot be stored, its event is not stored either', async () => {
  const event = await eventOf({ answer: { outcome: 'success', httpStatus: 200, body: largeBody } });
  const failing = {
    ...noBodies,
    put: async () => Promise.reject(new GatewayError('recorder-unavailable', 'The bucket is gone.')),
  };

  await assert.rejects(createDynamoDbRecorder({ table, bodies: failing, hotDays: 90 }).append([event]), {
    code: 'recorder-unavailable',
  });

  const search = createDynamoDbSearch({ table, bodies: noBodies, hotDays: 90, now: () => '2026-11-02T23:00:00.000Z' });
  assert.equal(await search.event(event.columns.id), undefined);
});

test('an event that no item can hold is refused as too large before anything is stored', async () => {
  const puts: string[] = [];
  const bodies = { ...noBodies, put: async (key: string) => void puts.push(key) };
  const facts = asMasked({ noise: randomBytes(400_000).toString('base64') });
  const event = await eventOf({ facts, answer: { outcome: 'success', httpStatus: 200, body: largeBody } });

  await assert.rejects(createDynamoDbRecorder({ table, bodies, hotDays: 90 }).append([event]), { code: 'payload-too-large' });

  assert.deepEqual(puts, []);
});

test('equal bodies are one object, named by their hash and nothing of their content', async () => {
  const keys = new Set<string>();
  const bodies = { ...noBodies, put: async (key: string) => void keys.add(key) };
  const recorder = createDynamoDbRecorder({ table, bodies, hotDays: 90 });

  for (let count = 0; count < 2; count += 1) {
    await recorder.append([await eventOf({ answer: { outcome: 'success', httpStatus: 200, body: largeBody } })]);
  }

  assert.equal(keys.size, 1);
  assert.match([...keys][0] ?? '', /^bodies\/acme\/2026-11-02\/[0-9a-f]{64}\.gz$/);
});

test('a governed call costs at most 7 write units, its intent and its outcome together', async () => {
  const resources = [resourceNamed('arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0')];
  const call = callOf('ec2', 'TerminateInstances', { access: 'write', resources });
  const keeping = { tenant: 'acme', hotDays: 90 };
  let units = 0;

  for (const kind of ['intent', 'outcome'] as const) {
    const event = await eventOf({ kind, call, callId: '01JBPKCOSTS000000000000001' });
    const put = new PutItemCommand({ TableName: table.name, Item: itemOf(event, keeping), ReturnConsumedCapacity: 'TOTAL' });
    units += (await table.client.send(put)).ConsumedCapacity?.CapacityUnits ?? Number.NaN;
  }

  assert.ok(units <= 7, `${units} units`);
});

test('an intent is in no index, and every event expires with the hot days', async () => {
  const keeping = { tenant: 'acme', hotDays: 90 };

  const [intent, outcome] = [itemOf(await eventOf({ kind: 'intent' }), keeping), itemOf(await eventOf(), keeping)];

  assert.deepEqual(
    Object.keys(intent).filter((name) => name.endsWith('Key')),
    [],
  );
  assert.equal(Object.keys(outcome).filter((name) => name.endsWith('Key')).length, 3);
  const recordedAt = Number(outcome.at?.S?.split('#')[0]);
  assert.equal(Number(outcome.expiresAt?.N), Math.floor(recordedAt / 1000) + 90 * 86_400);
});
