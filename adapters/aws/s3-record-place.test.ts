import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SignedCheckpoint } from '#core/recording/checkpoint.ts';
import { createTable, startDynalite, startObjectStore } from '#test/contracts/dynamodb-doubles.ts';
import { recordPlaceContract } from '#test/contracts/record-place-contract.ts';
import { openBacklog } from './backlog.ts';
import { openTable } from './dynamodb.ts';
import { createDynamoDbSealStore } from './dynamodb-seal-store.ts';
import { createS3RecordFiles } from './s3-record-files.ts';
import { createS3RecordPlace } from './s3-record-place.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

const region = 'eu-west-1';
const [dynalite, objects] = await Promise.all([startDynalite(), startObjectStore()]);
after(() => Promise.all([dynalite.close(), objects.close()]));

const locked = (mode: string, period: string) =>
  `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>${mode}</Mode>${period}</DefaultRetention></Rule></ObjectLockConfiguration>`;
const closed = (last: string) =>
  `<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>${last}</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;
const versioned = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';

let opened = 0;

async function start() {
  opened += 1;
  const bucket = `record-${opened}`;
  const table = openTable({ name: bucket, tenant: 'acme', region, endpoint: dynalite.endpoint });
  await createTable(table.client, table.name);
  const files = createS3RecordFiles({ bucket, region, endpoint: objects.endpoint });
  const now = () => '2026-11-02T11:00:00.000Z';
  const store = createDynamoDbSealStore({ table, files, backlog: await openBacklog({ table, hotDays: 90, now }), now });
  const set = (name: string, xml: string) => objects.settings.set(`/${bucket}?${name}`, xml);
  set('publicAccessBlock', closed('true'));
  set('versioning', versioned);
  return {
    place: createS3RecordPlace(table, { bucket, region, endpoint: objects.endpoint }),
    seal: (signed: SignedCheckpoint) => store.putCheckpoint(signed, '[]'),
    spoil: async (key: string, bytes: Uint8Array | undefined) => {
      const path = `/${bucket}/${key.replaceAll('=', '%3D')}`;
      if (bytes === undefined) return objects.objects.delete(path);
      return objects.objects.set(path, Buffer.from(bytes));
    },
    open: async () => set('publicAccessBlock', closed('false')),
    set,
    unset: (name: string) => objects.settings.delete(`/${bucket}?${name}`),
    close: async () => table.client.destroy(),
  };
}

recordPlaceContract('a bucket', start);

test('the lock of a bucket is told in days, and a bucket without one has none', async () => {
  const { place, set, close } = await start();
  assert.equal((await place.look()).lock, undefined);

  set('object-lock', locked('GOVERNANCE', '<Days>400</Days>'));
  assert.deepEqual((await place.look()).lock, { mode: 'governance', days: 400 });

  set('object-lock', locked('COMPLIANCE', '<Years>2</Years>'));
  assert.deepEqual((await place.look()).lock, { mode: 'compliance', days: 730 });
  await close();
});

test('a bucket that was made with Object Lock and asks it of no object has none', async () => {
  const { place, set, close } = await start();

  set('object-lock', '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>');

  assert.equal((await place.look()).lock, undefined);
  await close();
});

test('suspended versions and a bucket without any block are seen', async () => {
  const { place, set, unset, close } = await start();
  set('versioning', versioned.replace('Enabled', 'Suspended'));
  unset('publicAccessBlock');

  const { keepsVersions, isPrivate } = await place.look();

  assert.deepEqual([keepsVersions, isPrivate], [false, false]);
  await close();
});

test('a bucket that does not answer for its versions is no pass', async () => {
  const { place, unset, close } = await start();
  unset('versioning');

  await assert.rejects(place.look(), /AWS did not answer for the bucket of the record/);
  await close();
});
