import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCredentialCache } from './credential-cache.ts';

const start = Date.parse('2026-01-02T03:00:00.000Z');

function cacheAt(maxEntries = 10) {
  let time = start;
  let count = 0;
  const cache = createCredentialCache({ now: () => new Date(time).toISOString(), maxEntries });
  const get = (key: string, lifeMs = 3_600_000) =>
    cache.get(key, async () => {
      count += 1;
      return { accessKeyId: `${key}${count}`, secretAccessKey: 's', expiresAt: new Date(time + lifeMs).toISOString() };
    });
  const pass = (ms: number) => {
    time += ms;
  };
  return { cache, get, count: () => count, pass };
}

test('askers at the same time share one fetch', async () => {
  const { get, count } = cacheAt();

  const [one, other] = await Promise.all([get('a'), get('a')]);

  assert.equal(one, other);
  assert.equal(count(), 1);
});

test('an entry ends a minute before its credentials do, and after fifteen minutes at the latest', async () => {
  const { get, count, pass } = cacheAt();
  await Promise.all([get('short', 300_000), get('long')]);

  pass(239_999);
  await Promise.all([get('short', 300_000), get('long')]);
  assert.equal(count(), 2);

  pass(1);
  await Promise.all([get('short', 300_000), get('long')]);
  assert.equal(count(), 3);

  pass(660_000);
  await get('long');
  assert.equal(count(), 4);
});

test('credentials that are about to expire when they come are given once and not kept', async () => {
  const { get, count } = cacheAt();

  await get('a', 1000);
  await get('a', 1000);

  assert.equal(count(), 2);
});

test('the oldest entry makes room', async () => {
  const { get, count } = cacheAt(2);

  for (const key of ['a', 'b', 'c', 'b', 'c']) await get(key);
  assert.equal(count(), 3);

  await get('a');
  assert.equal(count(), 4);
});

test('a failure reaches everybody who waited, and is not kept', async () => {
  const { cache, get, count } = cacheAt();
  const failing = () => Promise.reject(new Error('down'));

  const results = await Promise.allSettled([cache.get('a', failing), cache.get('a', failing)]);
  await get('a');

  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(count(), 1);
});
