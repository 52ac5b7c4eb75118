import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIdSource, systemNow } from './clock.ts';

test('ids are ULIDs, all different, and each is greater than the one before', () => {
  const newId = createIdSource();

  const ids = Array.from({ length: 20_000 }, newId);

  assert.match(ids[0] ?? '', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, ids.toSorted());
});

test('two sources do not draw the same ids', () => {
  const [one, other] = [createIdSource(), createIdSource()];

  assert.notEqual(one().slice(10), other().slice(10));
});

test('time is ISO 8601 in UTC with milliseconds', () => {
  assert.match(systemNow(), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
