import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { S3, S3ServiceException } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { GatewayError } from '#core/errors.ts';
import type { HttpReply, HttpRequest } from '#core/http.ts';
import { encodeError } from '#core/protocols/aws/errors/encode-error.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { type Capture, startCapture } from '#test/vectors/capture.ts';
import { sdkCalls } from '#test/vectors/sdk-calls.ts';
import { credentials, region } from '#test/vectors/signers.ts';
import { trueTime, verifyingAnswer } from '#test/vectors/verifying-answer.ts';

const sentence = 'Nothing may be launched here: <guardrail "no-launch"> & friends. See ü.';
const denial = new GatewayError('denied', sentence);

/** What the gateway answers to every request of one test, without a look at its signature. */
function answerBlindly(error: GatewayError): (request: HttpRequest) => HttpReply {
  return (request) => {
    const signingName = readAuthorization(request).service;
    return encodeError(error, { request, signingName, requestId: '01TEST', now: trueTime() });
  };
}

async function capture(t: TestContext, answer: Parameters<typeof startCapture>[0]): Promise<Capture> {
  const started = await startCapture(answer);
  t.after(started.close);
  return started;
}

for (const { name, denialCode, send } of sdkCalls) {
  test(`the SDK's request verifies, and its user reads our sentence after one attempt: ${name}`, async (t) => {
    const { endpoint, requests } = await capture(t, verifyingAnswer(denial));

    await assert.rejects(send(endpoint), { name: denialCode, message: sentence });

    assert.equal(requests.length, 1);
  });
}

test('HEAD gets a bare status, and the SDK gives up after one attempt', async (t) => {
  const { endpoint, requests } = await capture(t, verifyingAnswer(denial));
  const client = new S3({ endpoint, region, credentials, forcePathStyle: true });

  const head = client.headObject({ Bucket: 'bkt', Key: 'k' });

  await assert.rejects(head, (error) => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403);

  assert.equal(requests.length, 1);
});

for (const code of ['outcome-unknown', 'masking-failed', 'conflict'] as const) {
  for (const { name, send } of sdkCalls) {
    test(`what may have run is not sent again, though the client's clock is wrong: ${code}, ${name}`, async (t) => {
      const { endpoint, requests } = await capture(t, answerBlindly(new GatewayError(code, sentence)));
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 10 * 60_000 });

      await assert.rejects(send(endpoint), { message: sentence });

      assert.equal(requests.length, 1);
    });
  }
}

test('a date in such an answer would make the SDK send the call again', async (t) => {
  const lost = answerBlindly(new GatewayError('outcome-unknown', sentence));
  // One date for all answers: the SDK sends once more for every second that a date names anew.
  const date = new Date(trueTime()).toUTCString();
  const { endpoint, requests } = await capture(t, (request) => {
    const reply = lost(request);
    return { ...reply, headers: [...reply.headers, ['date', date]] };
  });
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 10 * 60_000 });

  await assert.rejects(new SSM({ endpoint, region, credentials }).getParameter({ Name: 'a' }), { message: sentence });

  assert.equal(requests.length, 2);
});

test('a clock that is wrong by an hour is corrected by the SDK from our answer', async (t) => {
  const answer = verifyingAnswer(denial);
  const { endpoint, requests } = await capture(t, answer);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });

  await assert.rejects(new SSM({ endpoint, region, credentials }).getParameter({ Name: 'a' }), { message: sentence });

  // It takes any error that comes while it corrects its clock for one more reason to try again.
  assert.ok(requests.length > 1);
});

const retried = ['ec2 RunInstances', 'iam CreateUser', 'ssm GetParameter', 's3 ListObjectsV2'];

for (const code of ['rate-limited', 'recorder-unavailable', 'policy-unavailable', 'upstream-unreachable'] as const) {
  test(`the SDK tries again by itself in every protocol: ${code}`, async (t) => {
    const calls = sdkCalls.filter(({ name }) => retried.includes(name));

    const attempts = await Promise.all(
      calls.map(async ({ send }) => {
        const { endpoint, requests } = await capture(t, verifyingAnswer(new GatewayError(code, sentence)));
        await assert.rejects(send(endpoint), { message: sentence });
        return requests.length;
      }),
    );

    assert.deepEqual(attempts, [3, 3, 3, 3]);
  });
}
