import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { boto3Calls, needsBoto3 } from '#test/vectors/boto3.ts';
import { startCapture } from '#test/vectors/capture.ts';
import { verifyingAnswer } from '#test/vectors/verifying-answer.ts';

const sentence = 'Nothing may be launched here: <guardrail "no-launch"> & friends.';
const boto3 = needsBoto3();

async function capture(t: TestContext, error: GatewayError): Promise<string> {
  const { endpoint, close } = await startCapture(verifyingAnswer(error));
  t.after(close);
  return endpoint;
}

test('every request of boto3 verifies, and its user reads our sentence after one attempt', boto3, async (t) => {
  const endpoint = await capture(t, new GatewayError('denied', sentence));

  const answers = await boto3Calls(endpoint, 'legacy', 2);

  assert.equal(answers.length, 16);
  for (const { name, message, attempts } of answers) {
    assert.ok(message.includes(name === 's3 head_object' ? '(403)' : sentence), `${name}: ${message}`);
    assert.equal(attempts, 1, name);
  }
});

test('boto3 sends once what may have run', boto3, async (t) => {
  const endpoint = await capture(t, new GatewayError('outcome-unknown', sentence));

  const answers = await boto3Calls(endpoint, 'legacy', 2);

  assert.deepEqual([...new Set(answers.map(({ attempts }) => attempts))], [1]);
});
