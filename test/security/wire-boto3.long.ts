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

for (const mode of ['legacy', 'standard'] as const) {
  for (const { code, attempts } of [
    { code: 'outcome-unknown', attempts: 1 },
    { code: 'masking-failed', attempts: 1 },
    { code: 'conflict', attempts: 1 },
    { code: 'unsupported-call', attempts: 1 },
    { code: 'payload-too-large', attempts: 1 },
    { code: 'rate-limited', attempts: 2 },
    { code: 'recorder-unavailable', attempts: 2 },
  ] as const) {
    test(`boto3 in ${mode} mode sends ${attempts === 1 ? 'once' : 'again'} in every protocol: ${code}`, boto3, async (t) => {
      const endpoint = await capture(t, new GatewayError(code, sentence));

      const answers = await boto3Calls(endpoint, mode, 2);

      const others = answers.filter((answer) => answer.attempts !== attempts);
      assert.deepEqual(others, []);
    });
  }
}
