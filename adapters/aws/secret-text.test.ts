import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretText } from './secret-text.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack';
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

/** The client's own HTTP is answered in the process. */
function clientOf(answers: readonly (string | undefined)[]) {
  const left = [...answers];
  const client = new SecretsManagerClient({ region: 'eu-west-1', credentials, maxAttempts: 1 });
  let reads = 0;
  client.middlewareStack.add(
    () => async () => {
      reads += 1;
      const text = left.shift();
      if (text === undefined) throw new Error('AccessDenied');
      return { response: {}, output: { SecretString: text, $metadata: {} } } as never;
    },
    { step: 'build', name: 'answer' },
  );
  return { client, reads: () => reads };
}

test('a text is read once a minute, and a rotated one is taken up', async () => {
  let now = '2026-05-04T10:00:00.000Z';
  const { client, reads } = clientOf(['old', 'new']);
  const text = createSecretText(arn, { client, now: () => now });

  assert.deepEqual([await text(), await text(), reads()], ['old', 'old', 1]);
  now = '2026-05-04T10:01:00.000Z';
  assert.deepEqual([await text(), reads()], ['new', 2]);
});

test('a secret that cannot be read is asked for again at the next use, and its error names it', async () => {
  const { client } = clientOf([undefined, 'text']);
  const text = createSecretText(arn, { client, now: () => '2026-05-04T10:00:00.000Z' });

  await assert.rejects(text(), new RegExp(arn));
  assert.equal(await text(), 'text');
});
