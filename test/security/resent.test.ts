/** A write that is sent again, by its client or by whoever captured it: never executed twice, and never kept from a retry of an error. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createHarness, type Harness, person, type Sent } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 2 });
  harness.world.tags = {};
});
afterEach(() => harness.close());

const throttled = { status: 503, text: '<Response><Errors><Error><Code>Throttling</Code></Error></Errors></Response>' };
const codes = (answers: readonly { readonly code: string }[]) => answers.map(({ code }) => code);
const hundred = (send: (index: number) => Sent) =>
  Promise.all(Array.from({ length: 100 }, (_, index) => harness.send(send(index))));

/** An upstream that answers when it is told to. */
function held(): { readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  harness.world.upstream = () => promise;
  return { release: resolve };
}

async function untilSent(count: number, { world, approving }: Harness = harness): Promise<void> {
  while (world.sent.length < count) await approving.sleep(2);
}

test('of a hundred sendings of one command at once, one reaches the upstream, and all get its answer', async () => {
  const answers = await hundred(() => ({ command: 'one' }));

  assert.ok(answers.every(({ code }) => code === 'ok'));
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  assert.equal(harness.world.sent.length, 1);
});

test('what is sent again after it was done gets its answer again, and the record says of which call', async () => {
  await harness.send({ command: 'one' });

  const again = await harness.send({ command: 'one' });

  assert.equal(again.code, 'ok');
  assert.equal(harness.world.sent.length, 1);
  const [intent, outcome, resent] = harness.world.events;
  assert.deepEqual([intent?.kind, outcome?.kind, resent?.kind], ['intent', 'outcome', 'outcome']);
  assert.deepEqual(resent?.detail, { resendOf: intent?.callId });
  assert.notEqual(resent?.callId, intent?.callId);
});

test('an answer that cannot be recorded the second time is not given', async () => {
  await harness.send({ command: 'one' });
  harness.world.failing = () => true;

  const again = await harness.send({ command: 'one' });

  assert.notEqual(again.code, 'ok');
  assert.equal(harness.world.sent.length, 1);
});

test('after its answer is forgotten it is still not executed again, and the refusal says that it was done', async () => {
  await harness.send({ command: 'one' });
  harness.world.ahead = 11 * 60_000;

  const again = await harness.send({ command: 'one' });

  assert.equal(again.code, 'conflict');
  assert.match(again.text, /was carried out once, as call .* not sent again/);
  assert.equal(harness.world.sent.length, 1);
});

test('an answer that is too large to be kept is a conflict that says that it was done', async () => {
  const filler = 'x'.repeat(20_000);
  harness.world.answer = {
    status: 200,
    text: `<TerminateInstancesResponse><requestId>${filler}</requestId></TerminateInstancesResponse>`,
  };
  await harness.send({ command: 'one' });

  const again = await harness.send({ command: 'one' });

  assert.deepEqual([again.code, harness.world.sent.length], ['conflict', 1]);
  assert.match(again.text, /was carried out once/);
});

test('a retry after an error of AWS goes upstream again', async () => {
  harness.world.answer = throttled;
  const first = await harness.send({ command: 'one' });
  harness.world.answer = { status: 200, text: '<TerminateInstancesResponse/>' };

  const second = await harness.send({ command: 'one' });

  assert.deepEqual(codes([first, second]), ['ok', 'ok']);
  assert.match(first.text, /Throttling/);
  assert.doesNotMatch(second.text, /Throttling/);
  assert.equal(harness.world.sent.length, 2);
});

test('of a hundred retries at once after an error of AWS, one goes upstream', async () => {
  harness.world.answer = throttled;
  await harness.send({ command: 'one' });
  harness.world.answer = { status: 200, text: '<TerminateInstancesResponse/>' };

  const answers = await hundred(() => ({ command: 'one' }));

  assert.ok(answers.every(({ text }) => !text.includes('Throttling')));
  assert.equal(harness.world.sent.length, 2);
});

test('who joined a leg that AWS answered with an error gets that error, and goes nowhere', async () => {
  const upstream = held();
  harness.world.answer = throttled;
  const sending = Array.from({ length: 10 }, () => harness.send({ command: 'one' }));
  await untilSent(1);
  upstream.release();

  const answers = await Promise.all(sending);

  assert.ok(answers.every(({ text }) => text.includes('Throttling')));
  assert.equal(harness.world.sent.length, 1);
});

test('a call that never reached the upstream may go again', async () => {
  harness.world.failing = ({ kind }) => kind === 'intent';
  const first = await harness.send({ command: 'one' });
  harness.world.failing = () => false;

  const second = await harness.send({ command: 'one' });

  assert.deepEqual([first.code, second.code, harness.world.sent.length], ['internal', 'ok', 1]);
});

test('a call whose answer was lost is never sent again', async () => {
  harness.world.upstream = () => Promise.reject(new Error('the socket broke'));
  const first = await harness.send({ command: 'one' });
  harness.world.upstream = undefined;

  const again = await harness.send({ command: 'one' });

  assert.deepEqual(codes([first, again]), ['outcome-unknown', 'conflict']);
  assert.equal(harness.world.sent.length, 1);
});

test('a call whose outcome could not be recorded is never sent again, and its answer never given', async () => {
  harness.world.failing = ({ kind, answer }) => kind === 'outcome' && answer?.outcome === 'success';
  const first = await harness.send({ command: 'one' });
  harness.world.failing = () => false;

  const again = await harness.send({ command: 'one' });

  assert.deepEqual(codes([first, again]), ['outcome-unknown', 'conflict']);
  assert.equal(harness.world.sent.length, 1);
});

test('a process that dies between intent and outcome leaves the outcome unknown: its command is a conflict at the next start', async () => {
  held();
  void harness.send({ command: 'one', signature: 'aa' });
  await untilSent(1);

  harness = await harness.restarted();
  harness.world.tags = {};
  const answers = [
    await harness.send({ command: 'one', signature: 'aa' }),
    await harness.send({ command: 'one', signature: 'bb' }),
  ];

  assert.deepEqual(codes(answers), ['conflict', 'conflict']);
  assert.match(answers[0]?.text ?? '', /was sent once, as call .* not known/);
  assert.equal(harness.world.sent.length, 0);
});

test('another instance joins the leg in flight, and when its answer does not come it is a conflict', async () => {
  const upstream = held();
  const first = harness.send({ command: 'one' });
  await untilSent(1);
  const other = harness.beside();
  other.world.tags = {};

  const conflict = await other.send({ command: 'one' });
  const joined = other.send({ command: 'one' });
  upstream.release();

  assert.equal(conflict.code, 'conflict');
  assert.deepEqual(codes([await first, await joined]), ['ok', 'ok']);
  assert.deepEqual([harness.world.sent.length, other.world.sent.length], [1, 0]);
});

test('a client that hangs up while it joins is let go, and nothing is executed for it', async () => {
  const upstream = held();
  const first = harness.send({ command: 'one' });
  await untilSent(1);

  const gone = await harness.send({ command: 'one', isGone: () => true });
  upstream.release();

  assert.deepEqual(codes([gone, await first]), ['conflict', 'ok']);
  assert.equal(harness.world.sent.length, 1);
});

test('a captured write under another name of its command is refused on every instance, and its client may sign again', async () => {
  await harness.send({ command: 'one', signature: 'aa' });
  const other = harness.beside();
  other.world.tags = {};

  const replayed = [
    await harness.send({ command: 'two', signature: 'aa' }),
    await other.send({ command: 'three', signature: 'aa' }),
    await other.send({ signature: 'aa' }),
  ];
  const signedAgain = await other.send({ command: 'two', signature: 'bb' });

  assert.deepEqual(codes(replayed), ['rate-limited', 'rate-limited', 'rate-limited']);
  assert.match(replayed[0]?.text ?? '', /sign again/);
  assert.equal(signedAgain.code, 'ok');
  assert.deepEqual([harness.world.sent.length, other.world.sent.length], [1, 1]);
});

test('of a hundred copies of one signature under a hundred names, one reaches the upstream', async () => {
  const answers = await hundred((index) => ({ command: `c${index}`, signature: 'aa' }));

  assert.equal(answers.filter(({ code }) => code === 'ok').length, 1);
  assert.equal(answers.filter(({ code }) => code === 'rate-limited').length, 99);
  assert.equal(harness.world.sent.length, 1);
});

test('a retry of an error may have the signature that its first sending had', async () => {
  harness.world.answer = throttled;
  await harness.send({ command: 'one', signature: 'aa' });
  harness.world.answer = { status: 200, text: '<TerminateInstancesResponse/>' };

  const retried = await harness.send({ command: 'one', signature: 'aa' });

  assert.deepEqual([retried.code, harness.world.sent.length], ['ok', 2]);
  assert.doesNotMatch(retried.text, /Throttling/);
});

test('a client that names no command is known by its signature alone', async () => {
  const answers = [
    await harness.send({ signature: 'aa' }),
    await harness.send({ signature: 'aa' }),
    await harness.send({ signature: 'bb' }),
  ];

  assert.deepEqual(codes(answers), ['ok', 'ok', 'ok']);
  assert.equal(harness.world.sent.length, 2);
});

test('one name serves one principal and one call: of another one it is another command', async () => {
  const answers = [
    await harness.send({ command: 'one' }),
    await harness.send({ command: 'one', instance: 'i-0123456789abcdef1' }),
    await harness.send({ command: 'one', as: person('olga', 'engineers') }),
  ];

  assert.deepEqual(codes(answers), ['ok', 'ok', 'ok']);
  assert.equal(harness.world.sent.length, 3);
});

test('no claim, no call: while the store of executions does not answer, nothing goes upstream', async () => {
  const executions = harness.approving.executions;
  const broken = createHarness({ holdSeconds: 2, executions: { ...executions, begin: () => Promise.reject(new Error('gone')) } });
  broken.world.tags = {};

  const answer = await broken.send({ command: 'one' });

  assert.deepEqual([answer.code, broken.world.sent.length], ['internal', 0]);
  broken.close();
});

test('an answer that cannot be kept is given all the same, and its command is not executed again', async () => {
  const executions = harness.approving.executions;
  const broken = createHarness({ holdSeconds: 0, executions: { ...executions, end: () => Promise.reject(new Error('gone')) } });
  broken.world.tags = {};

  const answers = [await broken.send({ command: 'one' }), await broken.send({ command: 'one' })];

  assert.deepEqual(codes(answers), ['ok', 'conflict']);
  assert.equal(broken.world.sent.length, 1);
  broken.close();
});
