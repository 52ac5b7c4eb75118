/** Reading tags as a drain (threats 23): a principal's calls have them read so often, and whoever goes over it is told when to come back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHarness, person } from './approval-harness.ts';

test('whose budget of tags is used up is refused before they are read, with the time to come back, and holds nobody else up', async () => {
  const harness = createHarness({ limits: { factReadsPerSecond: 1, factReadBurst: 3 } });
  harness.world.tags = {};
  const send = (command: string, as = person('erin', 'engineers')) => harness.send({ command, as });
  for (const command of ['one', 'two', 'three']) assert.equal((await send(command)).code, 'ok');
  const { factReads } = harness.world;

  const refused = await send('four');
  const other = await send('five', person('olga', 'engineers'));
  harness.world.ahead = 2000;
  const later = await send('four');

  assert.equal(refused.code, 'rate-limited');
  assert.match(refused.text, /touched more than 3 resources at once.* Come back at \d{4}-\d\d-\d\dT/);
  assert.equal(factReads, 3);
  assert.deepEqual([other.code, later.code, harness.world.sent.length, harness.world.factReads], ['ok', 'ok', 5, 5]);
  harness.close();
});
