import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Approval } from './approval/approval.ts';
import { createDoorbell } from './approval/doorbell.ts';
import { defaultLimits } from './approval/limits.ts';
import type { Channel, Message } from './approval/message.ts';
import { recipientsOf } from './approval/message.ts';
import type { Notice } from './approval/notice.ts';
import { sampleApproval } from './approval/sample-approval.fixture.ts';
import { mailOf } from './approving/approval-mail.ts';
import type { Masked, Parameters } from './model.ts';
import type { EventDraft } from './recording/draft.ts';
import { createNotifier, type TellingPorts } from './tell-people.ts';

const at = '2026-05-04T10:00:00.000Z';
const people = [
  { email: 'a@acme.example', slack: 'U1AAAA', groups: ['prod-approvers', 'sre-leads'] },
  { email: 'b@acme.example', groups: ['prod-approvers'] },
];

function harness(channels: readonly Channel[], over: Partial<Approval> = {}) {
  let approval = sampleApproval(over);
  const events: EventDraft[] = [];
  const pauses: number[] = [];
  const logged: string[] = [];
  const ports: TellingPorts = {
    now: () => at,
    newId: () => 'id',
    record: async (draft) => void events.push(draft),
    log: (entry) => void logged.push(JSON.stringify(entry)),
    approvals: {
      create: async () => true,
      find: async () => approval,
      newestOf: async () => approval,
      replace: async (next) => {
        approval = next;
        return true;
      },
      list: async () => [approval],
    },
    machine: { start: async () => undefined, wake: async () => undefined },
    doorbell: createDoorbell(async () => undefined),
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    limits: defaultLimits,
    channels,
    people,
    publicUrl: 'https://gate.example',
    approvalUrl: ({ id }) => `https://gate.example/approvals/${id}?t=token`,
  };
  const tell = (kind: Notice['kind'] = 'asked') =>
    createNotifier(ports).tell({ kind, approval, approvers: ['group:prod-approvers'], at });
  return { tell, events, pauses, logged, stored: () => approval };
}

function channel(name: string, failures: number, place?: string) {
  const delivered: Message[] = [];
  let left = failures;
  const deliver = async (message: Message) => {
    if (left > 0) {
      left -= 1;
      throw new Error('https://hooks.example/secret-path refused engineer@acme.example');
    }
    delivered.push(message);
    return place;
  };
  return { channel: { name, deliver }, delivered };
}

test('a channel that fails is tried again, and stops no other', async () => {
  const [broken, shaky, well] = [channel('broken', 99), channel('shaky', 2), channel('well', 0)];
  const { tell, events } = harness([broken.channel, shaky.channel, well.channel]);

  await tell();

  assert.deepEqual([broken.delivered.length, shaky.delivered.length, well.delivered.length], [0, 1, 1]);
  assert.deepEqual(
    events.map(({ detail }) => detail),
    [
      {
        step: 'delivered',
        approval: '01JZ0000000000000000000001',
        kind: 'asked',
        channels: [
          { channel: 'broken', outcome: 'failed', tries: 3 },
          { channel: 'shaky', outcome: 'delivered', tries: 3 },
          { channel: 'well', outcome: 'delivered', tries: 1 },
        ],
      },
    ],
  );
});

test('what a channel throws does not reach the log', async () => {
  const { tell, logged } = harness([channel('broken', 99).channel]);

  await tell();

  assert.equal(logged.length, 3);
  assert.doesNotMatch(logged.join(), /secret-path|engineer@/);
});

test('where a message stands is kept, for the next one to replace it there', async () => {
  const slack = channel('slack #prod', 0, 'C1/1.0');
  const { tell, stored } = harness([slack.channel]);

  await tell();
  await tell('approved');

  assert.deepEqual(stored().told.places, { 'slack #prod': 'C1/1.0' });
  assert.deepEqual(slack.delivered[1]?.places, { 'slack #prod': 'C1/1.0' });
});

test('each person is told once, whatever its groups, and one that is named needs no entry', () => {
  assert.deepEqual(
    recipientsOf(['group:prod-approvers', 'group:sre-leads', 'person:A@acme.example', 'person:c@acme.example'], people),
    [{ email: 'a@acme.example', slack: 'U1AAAA' }, { email: 'b@acme.example' }, { email: 'c@acme.example' }],
  );
});

test('of an agent’s call the person behind it is told', async () => {
  const told = channel('mail', 0);
  const { requester } = sampleApproval();
  const { email: _email, ...agent } = requester;
  const onBehalfOf = { id: 'dev:engineer', subject: 'engineer', email: 'a@acme.example' };
  const { tell } = harness([told.channel], { requester: { ...agent, kind: 'agent', onBehalfOf } });

  await tell('rejected');

  assert.deepEqual(told.delivered[0]?.requester, { email: 'a@acme.example', slack: 'U1AAAA' });
});

test('no parameter of the call is told, and the reason has no link', async () => {
  const told = channel('mail', 0);
  const sample = sampleApproval();
  const parameters = { InstanceIds: ['canary-parameter'], UserData: 'canary-data' } as unknown as Masked<Parameters>;
  const reason = 'see https://evil.example/canary-link' as Masked<string>;
  const { tell } = harness([told.channel], { call: { ...sample.call, parameters }, reason });

  await tell();

  const [message] = told.delivered;
  assert.ok(message);
  const mail = mailOf(message, message.approverLink, 'Look');
  assert.doesNotMatch(JSON.stringify([message, mail]), /canary/);
  assert.equal(mail.text.split('https://').length, 2);
});

test('a record that fails does not stop the machine', async () => {
  const { tell, logged } = harness([]);
  const failing = harness([]);
  failing.events.push = () => {
    throw new Error('full');
  };

  await tell();
  await failing.tell();

  assert.deepEqual([logged.length, failing.logged.length], [0, 1]);
});
