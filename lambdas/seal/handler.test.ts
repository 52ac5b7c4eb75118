import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { openTable, type Table } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbHolds } from '#adapters/aws/dynamodb-holds.ts';
import { createDynamoDbRecorder } from '#adapters/aws/dynamodb-recorder.ts';
import { createDynamoDbSearch } from '#adapters/aws/dynamodb-search.ts';
import { createExtraResources } from '#adapters/aws/extra-resources.ts';
import { openKmsSigner } from '#adapters/aws/kms-signer.ts';
import { createOpenCalls } from '#adapters/aws/open-calls.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { createS3LegalHolds } from '#adapters/aws/s3-legal-holds.ts';
import { createS3RecordFiles } from '#adapters/aws/s3-record-files.ts';
import { createSealedReceipts } from '#adapters/aws/sealed-receipts.ts';
import type { StreamRecord } from '#adapters/aws/stream-event.ts';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { inlineBodyBytes } from '#core/recording/body.ts';
import { checkReceipt } from '#core/recording/receipt.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { trustedKey } from '#core/recording/trusted-key.ts';
import { createWriter } from '#core/recording/writer.ts';
import type { StateChange } from '#core/state-change.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { createTable, startDynalite, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';
import { startKms } from '#test/contracts/kms-double.ts';
import { asMasked, callOf, draftOf, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { createSealHandler, type SealPorts } from './handler.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

const region = 'eu-west-1';
const [dynalite, objects, kms] = await Promise.all([startDynalite(), startObjectStore(), startKms()]);
after(() => Promise.all([dynalite, objects, kms].map(({ close }) => close())));
const python = needs('python3');
if (python.skip !== false) console.log(`the second verifier is left out: ${python.skip}`);
let tables = 0;

/** A deployment of its own: two writers on one table, and the sealer with a clock that a test may set. */
async function deployed(changes: Partial<SealPorts> = {}) {
  tables += 1;
  const table = openTable({ name: `record-${tables}`, tenant: `tenant${tables}`, region, endpoint: dynalite.endpoint });
  await createTable(table.client, table.name);
  const { now, newId } = sampleTime('2026-11-02T10:00:00.000Z', 1000);
  const bodies = createS3Bodies({ bucket: 'record', region, endpoint: objects.endpoint });
  const files = createS3RecordFiles({ bucket: 'record', region, endpoint: objects.endpoint });
  const recorder = createDynamoDbRecorder({ table, bodies, hotDays: 90 });
  const writers = [1, 2].map(() => createWriter({ recorder, now, newId, tenant: table.tenant, productVersion: '0.1.0' }));
  const clock = { time: '2026-11-02T10:30:00.000Z' };
  const told: StateChange[] = [];
  const ports: SealPorts = {
    table,
    files,
    signer: await openKmsSigner({ client: new KMSClient({ region, endpoint: kms.endpoint }), keyArn: 'arn:key' }),
    writer: createWriter({ recorder, now: () => clock.time, newId, tenant: table.tenant, productVersion: '0.1.0' }),
    openCalls: createOpenCalls(table),
    extraResources: createExtraResources(table, { hotDays: 90 }),
    feeds: [{ name: 'test', tell: async (changes) => void told.push(...changes) }],
    hotDays: 90,
    now: () => clock.time,
    newId,
    log: () => undefined,
    ...changes,
  };
  const search = createDynamoDbSearch({ table, bodies, hotDays: 90, now: () => clock.time });
  return { table, files, writers, clock, told, ports, search, seal: createSealHandler(ports), stream: () => streamOf(table) };
}

type Deployed = Awaited<ReturnType<typeof deployed>>;

/** What the table's stream would have brought: an insert for each event, in the order of their ids. */
async function streamOf({ client, name, tenant }: Table): Promise<readonly StreamRecord[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  const events = Items.filter(({ pk }) => /#[SN]#/.test(pk?.S?.slice(tenant.length) ?? ''));
  return events.toSorted((a, b) => ((a.sk?.S ?? '') < (b.sk?.S ?? '') ? -1 : 1)).map((item) => insertOf(item));
}

function insertOf(item: Readonly<Record<string, AttributeValue>>): StreamRecord {
  const image = Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );
  return JSON.parse(JSON.stringify({ eventName: 'INSERT', dynamodb: { Keys: { pk: image.pk, sk: image.sk }, NewImage: image } }));
}

async function recordCalls({ writers }: Deployed, calls: number): Promise<void> {
  for (let call = 0; call < calls; call += 1) {
    for (const [index, writer] of writers.entries()) {
      const draft = draftOf({ callId: `CALL-${index}-${call}`, session: `SESSION-${call % 3}` });
      await writer.record({ ...draft, kind: 'intent' });
      await writer.record(draft);
    }
  }
}

type Verified = ReturnType<typeof verifyDirectory>;

/** Our verifier on what lies in the bucket, with the public key of KMS and nothing else. */
function verified(deployment: Deployed): Verified {
  return inDirectory(deployment, (directory, key) => verifyDirectory(directory, { key: [key] }));
}

/** The second verifier takes seconds, so it looks where the record came about in the hardest way. */
function verifiedByBoth(deployment: Deployed): Verified {
  return inDirectory(deployment, (directory, key) => {
    const second = new URL('../../examples/verify/verify.py', import.meta.url).pathname;
    const { stdout, stderr } = spawnSync('python3', [second, directory, key], { encoding: 'utf8' });
    if (python.skip === false) assert.match(stdout, /^sound: /, stderr);
    return verifyDirectory(directory, { key: [key] });
  });
}

function inDirectory({ table }: Deployed, verify: (directory: string, key: string) => Verified): Verified {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const key = join(directory, 'key.pem');
  writeFileSync(key, kms.publicKeyPem);
  for (const [path, bytes] of objects.objects) {
    const file = join(directory, decodeURIComponent(path).replace(/^\/record\//, ''));
    if (!decodeURIComponent(path).includes(`tenant=${table.tenant}/`)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  try {
    return verify(directory, key);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('batches of the stream, in any order and some of them twice, become one record that both verifiers find sound', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 6);
  const records = await gateway.stream();
  const [first, second, third] = [records.slice(0, 9), records.slice(9, 15), records.slice(15)];

  for (const batch of [third, first, second, first, third]) await gateway.seal({ Records: batch });

  assert.deepEqual([verifiedByBoth(gateway).events, records.length], [24, 24]);
});

test('a sealer that starts a day late seals from the table what the stream has forgotten', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 5);
  gateway.clock.time = '2026-11-03T12:00:00.000Z';

  await gateway.seal({ kind: 'tick' });

  assert.equal(verified(gateway).events, 20);
});

test('events that the stream skipped are found by the tick, and what came after them waits until then', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 3);
  const records = await gateway.stream();

  await gateway.seal({ Records: records.slice(0, 2) });
  await gateway.seal({ Records: records.slice(4) });
  const before = verified(gateway).events;
  await gateway.seal({ kind: 'tick' });

  assert.deepEqual([before < 12, verified(gateway).events], [true, 12]);
});

test('of several sealers at once each number has one winner, and nothing is sealed twice', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 6);
  const records = await gateway.stream();

  await Promise.all([0, 6, 12, 18].map((start) => gateway.seal({ Records: records.slice(start, start + 6) })));
  await gateway.seal({ kind: 'tick' });

  assert.equal(verified(gateway).events, 24);
});

test('a table of an earlier time seals nothing over what was sealed since, and says what to do', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 2);
  await gateway.seal({ Records: await gateway.stream() });
  const file = [...objects.objects.keys()].find((path) =>
    decodeURIComponent(path).includes(`checkpoints/tenant=${gateway.table.tenant}/`),
  );
  const sealedBefore = Buffer.from('{"checkpoint":"of a time that the table does not know"}');
  objects.objects.set(file ?? '', sealedBefore);

  await assert.rejects(gateway.seal({ kind: 'tick' }), { code: 'conflict', message: /restore its newest state/ });

  assert.equal(objects.objects.get(file ?? ''), sealedBefore);
});

test('silence is signed once an hour', async () => {
  const gateway = await deployed();

  for (const time of ['10:00', '10:05', '10:55', '11:00', '11:05']) {
    gateway.clock.time = `2026-11-02T${time}:00.000Z`;
    await gateway.seal({ kind: 'tick' });
  }

  assert.equal(verified(gateway).checkpoints, 2);
});

test('an event that is changed or deleted in the table is told as tampering; one that expired is not', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 1);
  const [one, two, three] = await gateway.stream();
  const image = (record: StreamRecord | undefined) => ({ Keys: record?.dynamodb?.Keys, OldImage: record?.dynamodb?.NewImage });
  const expiry = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

  const changes = [
    { eventName: 'MODIFY', dynamodb: { ...image(one), NewImage: { pk: { S: 'x' } } } },
    { eventName: 'REMOVE', dynamodb: image(two) },
    { eventName: 'REMOVE', userIdentity: expiry, dynamodb: image(three) },
  ];
  await gateway.seal({ Records: JSON.parse(JSON.stringify(changes)) });

  const { events } = await gateway.search.events({ kind: 'tampering' }, 10);
  const details = events.map(({ line }) => JSON.parse(line).unmapped.countersign.detail);
  assert.deepEqual(
    details.map(({ event, what }) => [event, what]),
    [
      [two?.dynamodb?.Keys?.sk?.S?.slice(2), 'deleted'],
      [one?.dynamodb?.Keys?.sk?.S?.slice(2), 'changed'],
    ],
  );
  assert.equal(JSON.parse(events[0]?.line ?? '{}').severity_id, 4);
});

test('a call whose function died is ended as unknown after its time, once, and one that ended is left alone', async () => {
  const gateway = await deployed();
  const [writer] = gateway.writers;
  await writer?.record(draftOf({ kind: 'intent', callId: 'LOST' }));
  await writer?.record(draftOf({ kind: 'intent', callId: 'LATE' }));
  await gateway.seal({ Records: await gateway.stream() });
  await writer?.record(draftOf({ callId: 'LATE' }));

  gateway.clock.time = '2026-11-02T10:15:00.000Z';
  await gateway.seal({ kind: 'tick' });
  const early = await gateway.search.events({ kind: 'unknown' }, 10);
  gateway.clock.time = '2026-11-02T10:45:00.000Z';
  for (let tick = 0; tick < 2; tick += 1) await gateway.seal({ kind: 'tick' });

  const { events } = await gateway.search.events({ kind: 'unknown' }, 10);
  assert.deepEqual([early.events.length, events.map(({ columns }) => columns.callId)], [0, ['LOST']]);
});

test('a receipt is proof of one event, an intent as well; what is not sealed says so, and what is not there is not found', async () => {
  const gateway = await deployed();
  await recordCalls(gateway, 2);
  const records = await gateway.stream();
  for (const start of [0, 4]) {
    gateway.clock.time = `2026-11-02T10:3${start}:00.000Z`;
    await gateway.seal({ Records: records.slice(start, start + 4) });
  }
  const fresh = await gateway.writers[0]?.record(draftOf({ callId: 'FRESH' }));
  const receipts = createSealedReceipts(gateway.table, gateway.files);
  const keys = [kms.publicKeyPem].flatMap((pem) => trustedKey(pem) ?? []);

  for (const record of records) {
    const id = record.dynamodb?.Keys?.sk?.S?.slice(2) ?? '';
    const receipt = await receipts.find(id);
    assert.ok(typeof receipt === 'object');
    const checked = checkReceipt(JSON.stringify(receipt), keys);
    assert.deepEqual([checked.state, checked.state === 'sound' && checked.id], ['sound', id]);
    const checkpoint = await receipts.checkpointOf(columnsOf(JSON.parse(receipt.event)));
    assert.equal(checkpoint?.seq, checked.state === 'sound' && checked.seq);
  }
  assert.equal(fresh && (await receipts.checkpointOf(fresh.columns)), undefined);
  assert.equal(await receipts.find(fresh?.columns.id ?? ''), 'not-sealed');
  assert.equal(await receipts.find('01KB00000000000000000ZZZZZ'), undefined);
});

test('an event is found by every one of its resources once the sealer has seen it', async () => {
  const gateway = await deployed();
  const arns = [1, 2, 3].map((number) => `arn:aws:ec2:eu-west-1:123456789012:instance/i-${number}`);
  const call = callOf('ec2', 'TerminateInstances', { resources: arns.map(resourceNamed) });
  const event = await gateway.writers[0]?.record(draftOf({ call }));

  await gateway.seal({ Records: await gateway.stream() });

  for (const resource of arns) {
    const { events } = await gateway.search.events({ resource, operation: 'TerminateInstances' }, 10);
    assert.deepEqual(
      events.map(({ columns, line }) => [columns.id, line]),
      [[event?.columns.id, event?.line]],
    );
  }
});

test('state changes are told; a feed that fails holds up nothing', async () => {
  const failing = { name: 'down', tell: () => Promise.reject(new Error('down')) };
  const told: StateChange[] = [];
  const gateway = await deployed({ feeds: [failing, { name: 'up', tell: async (changes) => void told.push(...changes) }] });
  const [writer] = gateway.writers;
  await writer?.record(draftOf({ kind: 'refused' }));
  await writer?.record(draftOf());
  for (const step of ['asked', 'notified', 'verdict']) {
    await writer?.record(draftOf({ kind: 'approval', detail: asMasked({ step, approval: 'A1' }) }));
  }

  await gateway.seal({ Records: await gateway.stream() });

  assert.deepEqual(
    told.map(({ type, approval }) => [type, approval]),
    [
      ['countersign.call.denied', undefined],
      ['countersign.approval.requested', 'A1'],
      ['countersign.approval.decided', 'A1'],
    ],
  );
  assert.equal(verified(gateway).events, 5);
});

/** A deployment whose bucket has Object Lock: three sessions of one call each, a segment a call, with bodies beside; two share one. */
async function withHolds() {
  const legalHolds = createS3LegalHolds({ bucket: 'record', region, endpoint: objects.endpoint });
  const gateway = await deployed({ legalHolds });
  const sessions = ['A', 'B', 'C'].map((letter) => `SESSION-${letter}-${gateway.table.tenant}`);
  let [sealed, index] = [0, 0];
  for (const session of sessions) {
    const body = asMasked(Buffer.alloc(inlineBodyBytes + 1, session === sessions[2] ? 'c' : gateway.table.tenant));
    const answer = { outcome: 'success', httpStatus: 200, body } as const;
    await gateway.writers[0]?.record(draftOf({ session, callId: `CALL${index++}`, answer }));
    const records = await gateway.stream();
    await gateway.seal({ Records: records.slice(sealed) });
    sealed = records.length;
  }
  const held = () =>
    [...objects.held]
      .map((path) => decodeURIComponent(path))
      .filter((path) => path.includes(gateway.table.tenant))
      .map((path) => /seg-0*([0-9]+)|(bodies)/.exec(path)?.slice(1).join('') ?? path)
      .toSorted();
  return { ...gateway, sessions, held, holds: createDynamoDbHolds(gateway.table) };
}

test('a session on hold has its segments and bodies held by S3, and nobody else has; what is sealed of it later is held too', async () => {
  const { sessions, holds, held, seal, writers, stream } = await withHolds();
  await holds.hold(sessions[1] ?? '', '2026-11-02T10:20:00.000Z');

  await seal({ kind: 'tick' });
  const first = held();
  const sealed = (await stream()).length;
  await writers[0]?.record(draftOf({ session: sessions[1] ?? '', callId: 'LATER' }));
  await seal({ Records: (await stream()).slice(sealed) });
  await seal({ kind: 'tick' });

  assert.deepEqual(
    [first, held()],
    [
      ['2', 'bodies'],
      ['2', '4', 'bodies'],
    ],
  );
});

test('a session that is released is let go, but not what another one on hold needs of it', async () => {
  const { sessions, holds, held, seal } = await withHolds();
  for (const session of sessions.slice(0, 2)) await holds.hold(session, '2026-11-02T10:20:00.000Z');
  await seal({ kind: 'tick' });
  const both = held();

  await holds.release(sessions[0] ?? '');
  await seal({ kind: 'tick' });
  const one = held();
  await holds.release(sessions[1] ?? '');
  await seal({ kind: 'tick' });

  assert.deepEqual([both, one, held()], [['1', '2', 'bodies'], ['2', 'bodies'], []]);
  assert.deepEqual(await holds.list(), []);
});
