import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from './approval/message.ts';
import { type CallNotice, createCallNotices, tellOfCall } from './call-notices.ts';
import type { Masked } from './model.ts';

const people = [
  { email: 'sec@acme.example', slack: 'U1AAAA', groups: ['security'] },
  { email: 'dev@acme.example', groups: ['engineers'] },
];
const notice: CallNotice = {
  targets: ['security'],
  callId: 'CALL',
  session: 'SESSION',
  principal: { id: 'okta:lena', name: 'Lena\u202E <b>Lead</b>', email: 'lena@acme.example' },
  what: 'ec2:TerminateInstances',
  connection: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
  channel: 'aws',
  isBreakGlass: true,
  reason: 'the login is down, see https://evil.example' as Masked<string>,
  at: '2026-05-04T10:00:00.000Z',
};

test('those whom the permit names are told on every channel, whichever fails', async () => {
  const delivered: Message[] = [];
  const logged: string[] = [];
  const channels = [
    { name: 'broken', deliver: async () => Promise.reject(new Error('secret text')) },
    { name: 'works', deliver: async (message: Message) => void delivered.push(message) as undefined },
  ];

  await tellOfCall(notice, {
    channels,
    people,
    publicUrl: 'https://gate.example',
    log: (entry) => void logged.push(JSON.stringify(entry)),
    sleep: async () => undefined,
  });

  const [message] = delivered;
  assert.equal(message?.headline, 'Break-glass: ec2:TerminateInstances was let through on prod');
  assert.deepEqual([message?.approvers, message?.requester], [[{ email: 'sec@acme.example', slack: 'U1AAAA' }], {}]);
  assert.equal(logged.length, 3);
  assert.doesNotMatch(logged.join(''), /secret text|lena/);
});

test('somebody else’s words are quoted, without links and hidden characters', async () => {
  let facts: Message['facts'] = [];
  const deliver = async (message: Message) => {
    facts = message.facts;
    return undefined;
  };

  await tellOfCall(notice, {
    channels: [{ name: 'c', deliver }],
    people,
    publicUrl: '',
    log: () => {},
    sleep: async () => undefined,
  });

  const quoted = facts.filter(({ isQuoted }) => isQuoted).map(({ value }) => value);
  assert.equal(quoted.length, 2);
  assert.doesNotMatch(quoted.join(''), /https:|\u202E/);
});

test('an operation of a session is told of once', async () => {
  const passed: CallNotice[] = [];
  const { tell } = createCallNotices(async (one) => void passed.push(one));

  for (const what of ['ec2:StopInstances', 'ec2:StopInstances', 'ec2:StartInstances']) await tell({ ...notice, what });
  await tell({ ...notice, what: 'ec2:StopInstances', session: 'OTHER' });

  assert.deepEqual(
    passed.map(({ what, session }) => `${session} ${what}`),
    ['SESSION ec2:StopInstances', 'SESSION ec2:StartInstances', 'OTHER ec2:StopInstances'],
  );
});
