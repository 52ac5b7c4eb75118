import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Revocation } from '#core/ports.ts';
import { createTable, startDynalite } from '#test/contracts/dynamodb-doubles.ts';
import { openTable } from './dynamodb.ts';
import { createDynamoDbRevocations } from './dynamodb-revocations.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

const dynalite = await startDynalite();
const table = openTable({ name: 'record', tenant: 'acme', region: 'eu-west-1', endpoint: dynalite.endpoint });
await createTable(table.client, table.name);
after(async () => {
  table.client.destroy();
  await dynalite.close();
});

const revocation: Revocation = { kind: 'session', id: 'S1', revokedAt: '2026-11-02T10:00:00.000Z' };

test('what another process revokes is in force once the cache is over, and at once without a cache', async () => {
  let now = '2026-11-02T10:00:00.000Z';
  const [here, elsewhere] = [
    createDynamoDbRevocations({ table, now: () => now }),
    createDynamoDbRevocations({ table, now: () => now }),
  ];
  const uncached = createDynamoDbRevocations({ table, now: () => now, cacheSeconds: 0 });
  assert.equal(await here.find('session', 'S1'), undefined);

  await elsewhere.revoke(revocation);

  assert.deepEqual(await uncached.find('session', 'S1'), revocation);
  assert.equal(await here.find('session', 'S1'), undefined);
  now = '2026-11-02T10:00:02.000Z';
  assert.deepEqual(await here.find('session', 'S1'), revocation);
});

test('a clock that steps back does not keep what was read for longer', async () => {
  let now = '2026-11-02T12:00:00.000Z';
  const here = createDynamoDbRevocations({ table, now: () => now });
  await here.find('session', 'S2');
  await createDynamoDbRevocations({ table, now: () => now }).revoke({ ...revocation, id: 'S2' });

  now = '2026-11-02T11:00:00.000Z';

  assert.equal((await here.find('session', 'S2'))?.id, 'S2');
});

test('a list that cannot be read is an error, never an empty list', async () => {
  const missing = openTable({ name: 'missing', tenant: 'acme', region: 'eu-west-1', endpoint: dynalite.endpoint });
  const revocations = createDynamoDbRevocations({ table: missing, now: () => '2026-11-02T10:00:00.000Z' });

  await assert.rejects(revocations.find('session', 'S1'), { code: 'recorder-unavailable' });
  await assert.rejects(revocations.revoke(revocation), { code: 'recorder-unavailable' });
  missing.client.destroy();
});

test('a cache longer than the promise of five seconds is refused', () => {
  for (const cacheSeconds of [6, -1, Number.NaN]) {
    assert.throws(() => createDynamoDbRevocations({ table, now: () => '', cacheSeconds }), TypeError);
  }
});
