import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { newKeyringText } from '#core/identity/keyring.ts';
import { seal, unseal } from '#core/sealed.ts';
import { readKeyring } from './secret-keys.ts';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:countersign/keys-AbCdEf';

type Answer = { readonly status: number; readonly body: object };

let server: Server;
let client: SecretsManagerClient;
let answer: Answer;
let asked: { readonly target: string | undefined; readonly body: string }[] = [];

before(async () => {
  server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    asked.push({ target: String(request.headers['x-amz-target']), body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new SecretsManagerClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
});

beforeEach(() => {
  asked = [];
});

after(() => {
  client.destroy();
  server.close();
});

test('the keyring is read by its ARN', async () => {
  answer = { status: 200, body: { ARN: secretArn, SecretString: newKeyringText() } };

  const keyring = await readKeyring(client, secretArn);

  const sealed = seal(keyring, 'call-digest', Buffer.from('clear'));
  assert.notEqual(unseal(keyring, 'call-digest', sealed), undefined);
  assert.deepEqual(asked, [{ target: 'secretsmanager.GetSecretValue', body: JSON.stringify({ SecretId: secretArn }) }]);
});

test('a secret as CloudFormation generates one is a keyring', async () => {
  answer = { status: 200, body: { SecretString: JSON.stringify({ current: 'k1', k1: 'Aa0'.repeat(21) }) } };

  const keyring = await readKeyring(client, secretArn);

  assert.equal(keyring.current, 'k1');
});

test('a secret that may not be read names its ARN and what to look at', async () => {
  answer = { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } };

  await assert.rejects(
    readKeyring(client, secretArn),
    (error: Error) => error.message.includes(secretArn) && /role/.test(error.message),
  );
});

test('a secret without text, and one that is no keyring, are refused without a word of it', async () => {
  for (const body of [{ SecretBinary: 'QUJD' }, { SecretString: 'hunter2-hunter2' }, { SecretString: '{"current":"k1"}' }]) {
    answer = { status: 200, body };

    await assert.rejects(readKeyring(client, secretArn), (error: Error) => !/hunter2/.test(String(error.stack)));
  }
});
