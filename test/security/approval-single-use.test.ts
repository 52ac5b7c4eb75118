/** An approval runs exactly one call, whoever clicks, sends and re-sends how often at the same time. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { alex, createHarness, erin, type Harness, person } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness();
});
afterEach(() => harness.close());

const approve = async (given: Harness = harness, who = alex) => {
  const { id } = await given.pending();
  return giveVerdict(given.caller(who), { approvalId: id, verdict: 'approve', via: 'api' }, given.api);
};
const rejects = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { readonly code: string }) => error.code,
  );

test('the waiting command runs when it is approved, and a second identical one waits again', async () => {
  const waiting = harness.send({ command: 'one' });
  await approve();
  assert.equal((await waiting).code, 'ok');

  const second = harness.send({ command: 'two' });
  const { id } = await harness.pending();

  assert.equal(harness.world.sent.length, 1);
  await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'reject', via: 'api' }, harness.api);
  assert.equal((await second).code, 'approval-rejected');
  assert.equal(harness.world.sent.length, 1);
});

test('of a hundred clicks at once one counts, and one call is sent', async () => {
  const waiting = harness.send({ command: 'one' });
  const { id } = await harness.pending();
  const click = () => giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);

  const clicked = await Promise.all(Array.from({ length: 100 }, () => rejects(click())));

  assert.equal(clicked.filter((code) => code === 'ok').length, 1);
  assert.equal(clicked.filter((code) => code === 'conflict').length, 99);
  assert.equal((await waiting).code, 'ok');
  assert.equal(harness.world.sent.length, 1);
  assert.equal((await harness.approving.approvals.find(id))?.verdicts.length, 1);
});

test('of a hundred commands that find one approved call, one is sent', async () => {
  const short = createHarness({ holdSeconds: 0, heldLegs: 1000 });
  assert.equal((await short.send({ command: 'first' })).code, 'awaiting-approval');
  await approve(short);

  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => short.send({ command: `c${index}` })));

  assert.equal(answers.filter(({ code }) => code === 'ok').length, 1);
  assert.equal(answers.filter(({ code }) => code === 'awaiting-approval').length, 99);
  assert.equal(short.world.sent.length, 1);
  const used = (await short.all()).filter(({ state }) => state === 'used');
  assert.equal(used.length, 1);
  short.close();
});

test('of many legs that are held when the approval comes, one is sent', async () => {
  const many = createHarness({ heldLegs: 1000, holdSeconds: 3 });
  const held = Array.from({ length: 50 }, (_, index) => many.send({ command: `c${index}` }));
  await approve(many);

  const answers = await Promise.all(held);

  assert.equal(answers.filter(({ code }) => code === 'ok').length, 1);
  assert.equal(answers.filter(({ code }) => code === 'awaiting-approval').length, 49);
  assert.equal(many.world.sent.length, 1);
  many.close();
});

test('re-sends during the hold, during the call and after it get the one answer', async () => {
  let release = () => {};
  harness.world.upstream = () => new Promise((resolve) => (release = resolve));
  const during = [harness.send({ command: 'one' }), harness.send({ command: 'one' })];
  await approve();
  while (harness.world.sent.length === 0) await harness.approving.sleep(5);
  const inFlight = harness.send({ command: 'one' });
  release();

  const answers = await Promise.all([...during, inFlight]);
  const after = await harness.send({ command: 'one' });

  assert.deepEqual(
    [...answers, after].map(({ code }) => code),
    ['ok', 'ok', 'ok', 'ok'],
  );
  assert.equal(new Set([...answers, after].map(({ text }) => text)).size, 1);
  assert.equal(harness.world.sent.length, 1);
});

test('the kept answer goes to nobody else, and is over after minutes', async () => {
  const waiting = harness.send({ command: 'one' });
  await approve();
  await waiting;

  const other = createdBy('one', person('olga', 'engineers'));
  assert.equal((await other).code, 'awaiting-approval');
  harness.world.ahead = 11 * 60_000;
  assert.equal((await harness.send({ command: 'one' })).code, 'conflict');
  assert.equal(harness.world.sent.length, 1);
});

async function createdBy(command: string, as = erin) {
  return harness.send({ command, as, isGone: () => true });
}

test('an approval serves no other principal and no other instance, not even with one byte changed', async () => {
  const short = createHarness({ holdSeconds: 0 });
  await short.send({ command: 'one' });
  await approve(short);

  const answers = [
    await short.send({ command: 'two', as: person('olga', 'engineers') }),
    await short.send({ command: 'three', instance: 'i-0123456789abcdef1' }),
  ];

  assert.deepEqual(
    answers.map(({ code }) => code),
    ['awaiting-approval', 'awaiting-approval'],
  );
  assert.equal(short.world.sent.length, 0);
  assert.equal((await short.all()).length, 3);
  assert.equal((await short.send({ command: 'four' })).code, 'ok');
  short.close();
});

test('a client that hung up has nothing executed for it', async () => {
  let isGone = false;
  const waiting = harness.send({ command: 'one', isGone: () => isGone });
  const { id } = await harness.pending();
  isGone = true;
  await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);

  assert.equal((await waiting).code, 'awaiting-approval');
  assert.equal(harness.world.sent.length, 0);
  assert.equal((await harness.send({ command: 'two' })).code, 'ok');
});

test('a fifth held leg of one principal is sent away at once, and holds no place', async () => {
  const held = Array.from({ length: 4 }, (_, index) => harness.send({ command: `c${index}`, instance: `i-${index}` }));
  while ((await harness.all()).length < 4) await harness.approving.sleep(5);

  const fifth = await harness.send({ command: 'c5', instance: 'i-5' });

  assert.equal(fifth.code, 'awaiting-approval');
  assert.match(fifth.text, /NOT EXECUTED.*https:\/\/gateway\.example\/approvals\//);
  for (const { id } of await harness.all()) {
    await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);
  }
  assert.deepEqual(
    (await Promise.all(held)).map(({ code }) => code),
    ['ok', 'ok', 'ok', 'ok'],
  );
});

test('a sixth open approval of one requester is refused before anybody is asked', async () => {
  const short = createHarness({ holdSeconds: 0 });
  for (let index = 0; index < 5; index += 1) await short.send({ command: `c${index}`, instance: `i-${index}` });

  const sixth = await short.send({ command: 'c6', instance: 'i-6' });

  assert.equal(sixth.code, 'rate-limited');
  assert.equal((await short.all()).length, 5);
  short.close();
});

test('where a connection does not hold, the answer is a denial with the page, and the repeated command runs', async () => {
  const denied = await harness.send({ command: 'one', wait: 'deny' });
  assert.equal(denied.code, 'denied');
  assert.match(denied.text, /NOT EXECUTED.*https:\/\/gateway\.example\/approvals\//);
  await approve();

  assert.equal((await harness.send({ command: 'two', wait: 'deny' })).code, 'ok');
});
