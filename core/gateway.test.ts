/** The order of a call, and what a failure at each step means: held on the real concerns, with ports that fail on demand. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { createCallBudget } from './call-budget.ts';
import type { CallNotice } from './call-notices.ts';
import { GatewayError } from './errors.ts';
import type { DecodedCall, Front } from './front.ts';
import { passCall } from './gateway.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import type { HttpReply } from './http.ts';
import { createMasker } from './masking/masker.ts';
import type { Call, Connection, Principal, Session } from './model.ts';
import { loadCedar } from './policy/cedar.ts';
import { compilePolicies } from './policy/compile-policies.ts';
import type { EventDraft } from './recording/draft.ts';
import { createRefusalCounter } from './recording/refusal-counter.ts';

const catalog = readCatalog();
const now = '2026-01-31T12:00:00.000Z';
const role = {
  arn: 'arn:aws:iam::123456789012:role/countersign/engineer',
  groups: ['mcp-production-engineers'],
  narrow: 'service',
} as const;
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  roles: [role],
  wait: 'hold',
  mode: 'enforce',
};
const principal: Principal = {
  kind: 'user',
  id: 'okta:ann',
  issuer: 'https://okta.example',
  subject: 'ann',
  groups: ['mcp-production-engineers'],
  isMfa: true,
  claims: {},
};
const session: Session = {
  id: '01J00000000000000000000000',
  principal,
  connection: 'prod',
  role: role.arn,
  openedAt: now,
  expiresAt: '2026-01-31T13:00:00.000Z',
};

type Told = { readonly steps: string[]; readonly events: EventDraft[] };
type Failing = { readonly at?: string; readonly with?: Error; readonly reply?: Partial<HttpReply> };

let policies: ReturnType<typeof compilePolicies>;

before(() => {
  loadCedar(readCedarWasm());
  policies = compilePolicies(readPolicies(new URL('../policies/', import.meta.url)), {
    chains: ['production-change', 'two-person'],
  });
});

function call(service: string, operationName: string, parameters: Call['parameters']): DecodedCall {
  const operation = catalog.operation(service, operationName);
  const found = catalog.services.get(service);
  assert.ok(operation !== undefined && found !== undefined);
  const wire = {
    service: found,
    operation,
    protocol: found.protocols[0] ?? 'json',
    input: catalog.shape(operation, 'input'),
    output: catalog.shape(operation, 'output'),
    errorShape: () => undefined,
  };
  const upstream = {
    connection,
    host: 'x',
    service,
    signingName: service,
    signingRegion: 'eu-west-1',
    method: 'POST',
    path: '/',
    query: '',
    headers: [],
    body: new Uint8Array(),
  };
  const { access, actions } = operation;
  const decoded = {
    service,
    operation: operationName,
    region: 'eu-west-1',
    account: '123456789012',
    access,
    actions,
    resources: [],
    resourcesKnown: true,
    parameters,
  };
  return { calls: [decoded], wire, upstream };
}

function front(decoded: DecodedCall, failing: Failing): Front<string, string, string> {
  const step = <T>(name: string, value: T): T => {
    if (failing.at === name) throw failing.with ?? new Error('a bug with a secret in its text');
    return value;
  };
  return {
    channel: 'aws',
    origin: () => ({ sourceIp: '10.0.0.1', client: 'aws-cli/2.0' }),
    authenticate: async (request) => step('authenticate', { caller: { session, connection, role }, verified: request }),
    decode: async () => step('decode', decoded),
    encode: (reply) => step('encode', new TextDecoder().decode(reply.body)),
    encodeError: (error) => `${error.code}: ${error.message}`,
  };
}

function ports(told: Told, failing: Failing): GatewayPorts {
  const step = (name: string) => {
    told.steps.push(name);
    if (failing.at === name) throw failing.with ?? new Error('a bug with a secret in its text');
  };
  let next = 0;
  const base = {
    now: () => now,
    newId: () => `id-${++next}`,
    record: async (draft: EventDraft) => {
      step(`record ${draft.kind}`);
      told.events.push(draft);
      return undefined as never;
    },
    policies: () => {
      step('decide');
      return policies;
    },
    timeZone: 'UTC',
    facts: { read: async () => [] },
    roles: {
      assume: async () => {
        step('assume');
        return { accessKeyId: 'ASIA', secretAccessKey: 's', expiresAt: now };
      },
    },
    upstream: {
      send: async () => {
        step('send');
        const body = new TextEncoder().encode('{"SecretString":"hunter2hunter2","Name":"prod/db"}');
        return { status: 200, headers: [['content-type', 'application/x-amz-json-1.1']] as const, body, ...failing.reply };
      },
    },
    budget: createCallBudget(),
    refusals: createRefusalCounter(),
    hashKey: new Uint8Array(32),
    masker: createMasker({ rules: [], enable: [] }),
    log: () => undefined,
  };
  return base as unknown as GatewayPorts;
}

async function pass(decoded: DecodedCall, failing: Failing = {}): Promise<Told & { readonly answer: string }> {
  const told: Told = { steps: [], events: [] };
  const answer = await passCall(front(decoded, failing), 'request', ports(told, failing));
  return { ...told, answer };
}

const secret = () => call('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });
const decisions = (told: Told) => told.steps.filter((step) => step === 'decide').length;
const kinds = (told: Told) => told.events.map((event) => event.kind);

test('a call is decided, recorded, assumed, sent, masked and recorded, in this order', async () => {
  const told = await pass(secret());

  assert.deepEqual(
    told.steps.filter((step) => step !== 'decide'),
    ['record intent', 'assume', 'send', 'record outcome'],
  );
  assert.ok(told.steps.indexOf('decide') < told.steps.indexOf('record intent'));
  assert.equal(JSON.parse(told.answer).SecretString, '[masked:secret]');
});

test('intent and outcome are of one call, and neither holds a secret', async () => {
  const { events } = await pass(secret());

  const [intent, outcome] = events;
  assert.equal(intent?.callId, outcome?.callId);
  assert.equal(outcome?.answer?.outcome, 'success');
  assert.doesNotMatch(
    JSON.stringify(events, (_, value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value)),
    /hunter2/,
  );
});

test('no record, no call: when the intent cannot be recorded nothing goes upstream', async () => {
  const told = await pass(secret(), {
    at: 'record intent',
    with: new GatewayError('recorder-unavailable', 'The store is full.'),
  });

  assert.ok(!told.steps.includes('assume') && !told.steps.includes('send'));
  assert.match(told.answer, /^recorder-unavailable/);
});

test('no record, no answer: when the outcome cannot be recorded nothing of the answer is shown, and nobody is told to retry', async () => {
  const told = await pass(secret(), {
    at: 'record outcome',
    with: new GatewayError('recorder-unavailable', 'The store is full.'),
  });

  assert.match(told.answer, /^outcome-unknown/);
  assert.doesNotMatch(told.answer, /prod\/db|masked:secret/);
});

test('no policy, no call', async () => {
  const told = await pass(secret(), { at: 'decide', with: new GatewayError('policy-unavailable', 'No policy set is loaded.') });

  assert.ok(!told.steps.includes('send'));
  assert.match(told.answer, /^policy-unavailable/);
  assert.deepEqual(kinds(told), ['refused']);
});

test('no mask, no answer: a reply that is not what its protocol promises is withheld, and recorded as failed', async () => {
  const told = await pass(secret(), { reply: { body: new TextEncoder().encode('{"SecretString":"hunter2') } });

  assert.match(told.answer, /^masking-failed/);
  assert.doesNotMatch(told.answer, /hunter2/);
  assert.deepEqual(kinds(told), ['intent', 'outcome']);
  assert.equal(told.events[1]?.answer?.outcome, 'failure');
});

test('a denial that narrowing caused is recorded as AWS gave it, and explained to the caller', async () => {
  const message = 'not authorized because no session policy allows the secretsmanager:GetSecretValue action';
  const body = new TextEncoder().encode(JSON.stringify({ __type: 'AccessDeniedException', message }));

  const told = await pass(secret(), { reply: { status: 400, body } });

  assert.match(told.answer, /^denied: AWS denied secretsmanager:GetSecretValue: .* cut the role/);
  assert.equal(told.events[1]?.answer?.errorCode, 'AccessDeniedException');
});

test('a denied call is recorded as refused before it is answered, and never sent', async () => {
  const told = await pass(call('iam', 'CreateUser', { UserName: 'mallory' }));

  assert.match(told.answer, /^denied: .*guardrail/);
  assert.deepEqual(told.steps.at(-1), 'record refused');
  assert.ok(!told.steps.includes('send'));
});

test('a refusal that cannot be recorded is a refusal all the same', async () => {
  const told = await pass(call('iam', 'CreateUser', { UserName: 'mallory' }), { at: 'record refused' });

  assert.match(told.answer, /^denied/);
});

test('a role that cannot be assumed is an outcome: nothing was done, and it says so', async () => {
  const told = await pass(secret(), {
    at: 'assume',
    with: new GatewayError('upstream-unreachable', 'The role could not be assumed.'),
  });

  assert.match(told.answer, /^upstream-unreachable/);
  assert.deepEqual(kinds(told), ['intent', 'outcome']);
  assert.equal(told.events[1]?.answer?.outcome, 'failure');
});

test('once the call may have been sent, whatever fails leaves its outcome unknown', async () => {
  for (const failing of [
    { at: 'send' },
    { at: 'encode' },
    { at: 'send', with: new GatewayError('outcome-unknown', 'The answer was lost.') },
  ]) {
    const told = await pass(secret(), failing);

    assert.match(told.answer, /^outcome-unknown/, failing.at);
    assert.doesNotMatch(told.answer, /a bug with a secret/);
  }
});

test('a redirect of the upstream is never passed on', async () => {
  const told = await pass(secret(), { reply: { status: 301, headers: [['location', 'https://elsewhere.example/']] } });

  assert.match(told.answer, /^unsupported-call/);
  assert.doesNotMatch(told.answer, /elsewhere/);
});

test('a bug before the intent is an internal error without its text, recorded as refused', async () => {
  const told = await pass(secret(), { at: 'decode' });

  assert.match(told.answer, /^internal/);
  assert.doesNotMatch(told.answer, /secret in its text/);
  assert.deepEqual(kinds(told), ['refused']);
});

test('callers that nobody could identify are counted, not recorded one by one', async () => {
  const told: Told = { steps: [], events: [] };
  const failing = { at: 'authenticate', with: new GatewayError('unauthenticated', 'No.', { fault: 'unknown-key' }) };
  const shared = ports(told, failing);

  for (let attempt = 0; attempt < 50; attempt += 1) await passCall(front(secret(), failing), 'request', shared);

  assert.deepEqual(kinds(told), ['refused']);
});

test('whose budget is used up is refused before anything is decided, and counted, not recorded call by call', async () => {
  const told: Told = { steps: [], events: [] };
  const limited = { ...ports(told, {}), budget: createCallBudget({ callsPerSecond: 1, callBurst: 1 }) };
  await passCall(front(secret(), {}), 'request', limited);
  const before = { events: told.events.length, decisions: decisions(told) };

  const answers = await Promise.all(Array.from({ length: 5 }, () => passCall(front(secret(), {}), 'request', limited)));

  assert.ok(answers.every((answer) => answer.startsWith('rate-limited')));
  assert.equal(decisions(told), before.decisions);
  assert.equal(told.events.length - before.events, 1);
});

const watched = '@id("watched") @notify("security") permit (principal, action, resource);';

test('a call that a permit with @notify lets through is told of once it is recorded, with nothing of its parameters', async () => {
  const told: Told = { steps: [], events: [] };
  const notices: CallNotice[] = [];
  const policies = () => compilePolicies([{ name: 'w.cedar', text: watched }]);
  const tell = async (notice: CallNotice) => {
    assert.equal(told.events.at(-1)?.kind, 'intent');
    notices.push(notice);
  };
  const decoded = call('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

  await passCall(front(decoded, {}), '', { ...ports(told, {}), policies, notices: { tell } });

  const [notice] = notices;
  assert.deepEqual([notices.length, notice?.targets, notice?.what], [1, ['security'], 'secretsmanager:GetSecretValue']);
  assert.deepEqual(told.events[0]?.notify, ['security']);
  assert.doesNotMatch(JSON.stringify(notices), /prod\/db/);
});

test('where nobody can be told, a permit with @notify permits nothing', async () => {
  const told: Told = { steps: [], events: [] };
  const policies = () => compilePolicies([{ name: 'w.cedar', text: watched }]);

  const answer = await passCall(front(call('ec2', 'DescribeInstances', {}), {}), '', { ...ports(told, {}), policies });

  assert.match(answer, /^denied: .*security can be told/);
  assert.deepEqual(
    told.events.map(({ kind }) => kind),
    ['refused'],
  );
});
