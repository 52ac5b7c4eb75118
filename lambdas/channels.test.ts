import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createEmailChannel } from '#adapters/notify/email.ts';
import { createSlackChannel } from '#adapters/notify/slack.ts';
import { createChannels } from './channels.ts';

const region = 'eu-west-1';

test('a channel is known by the adapter’s name before the adapter is loaded', () => {
  const source = { client: new SecretsManagerClient({ region }), region, now: () => '2026-11-24T12:00:00.000Z' };
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:slack-AbCdEf';
  const notify = [
    { kind: 'slack', channel: '#ops', secretArn },
    { kind: 'email', from: 'countersign@acme.example' },
  ] as const;

  const names = createChannels({ notify }, source).map(({ name }) => name);

  assert.deepEqual(names, [
    createSlackChannel({ channel: '#ops', token: async () => '' }).name,
    createEmailChannel({ from: 'countersign@acme.example', client: new SESv2Client({ region }) }).name,
  ]);
});
