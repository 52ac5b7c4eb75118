import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMasked, callOf, draftOf, principalNamed, resourceNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { checkEvent } from '#test/ocsf/check-event.ts';
import { canonicalJson, sha256Hex } from '../canonical.ts';
import type { Decision, Principal } from '../model.ts';
import { operationOf } from './activity.ts';
import type { EventDraft } from './draft.ts';
import { listEvent } from './list-event.ts';
import { createWriter } from './writer.ts';

const deny: Decision = {
  outcome: 'deny',
  cause: 'guardrail',
  policies: [{ id: 'never', reason: 'Never.' }],
  policyVersion: 'f00d',
};
const awaiting: Decision = {
  outcome: 'needs-approval',
  chains: ['production-change'],
  policies: [{ id: 'ask' }],
  policyVersion: 'f00d',
};
const agent: Principal = { ...principalNamed('bot'), kind: 'agent', id: 'local:bot', onBehalfOf: principalNamed('engineer') };

type Changes = { readonly [K in keyof EventDraft]?: EventDraft[K] | undefined };

/** One draft for each way in which a call, a session or a reading of the record can go. */
const drafts: Record<string, Changes> = {
  intent: { kind: 'intent', answer: undefined },
  outcome: {},
  tampering: {
    kind: 'tampering',
    call: undefined,
    decision: undefined,
    answer: undefined,
    detail: asMasked({ event: 'X', what: 'changed' }),
  },
  'outcome by an approval': { detail: asMasked({ approval: 'A1' }) },
  'outcome of an error of AWS': {
    answer: { outcome: 'failure', httpStatus: 403, errorCode: 'UnauthorizedOperation', errorMessage: asMasked('No.') },
  },
  'outcome that is unknown': { answer: { outcome: 'unknown', errorCode: 'outcome-unknown' } },
  'masked outcome with a body': {
    masks: [{ rule: 'sensitive', class: 'secret', count: 1, paths: ['SecretString'] }],
    answer: { outcome: 'success', httpStatus: 200, body: asMasked(new TextEncoder().encode('{}')) },
  },
  'streamed outcome': {
    answer: { outcome: 'success', httpStatus: 200, payload: { class: 'binary', keyedHash: 'ab', sizeBytes: 5_000_000 } },
  },
  'refusal by a guardrail': { kind: 'refused', decision: deny },
  'refusal of what needs an approval': { kind: 'refused', decision: awaiting },
  'refusal of somebody unknown': {
    kind: 'refused',
    principal: undefined,
    session: undefined,
    connection: undefined,
    call: undefined,
    decision: undefined,
  },
  'observed outcome': { decision: deny },
  'call of an agent': { principal: agent },
  'call on several resources': {
    call: callOf('ec2', 'TerminateInstances', { access: 'write', resources: [resourceNamed('arn:a'), resourceNamed('arn:b')] }),
  },
  'session opened': {
    kind: 'session',
    call: undefined,
    decision: undefined,
    answer: undefined,
    detail: asMasked({ state: 'opened' }),
  },
  'session revoked': {
    kind: 'session',
    call: undefined,
    decision: undefined,
    answer: undefined,
    detail: asMasked({ state: 'revoked' }),
  },
  'record read': { kind: 'record-read', session: undefined, call: undefined, decision: undefined, answer: undefined },
};

for (const [name, changes] of Object.entries(drafts)) {
  test(`${name}: its event is a valid OCSF API Activity`, async () => {
    const { line } = await recorded(changes);

    assert.deepEqual(checkEvent(JSON.parse(line)), []);
    assert.equal(canonicalJson(JSON.parse(line)), line);
  });
}

test('unknown: the event that ends an open intent is a valid OCSF API Activity with the words of the intent', async () => {
  const recorder = { append: async () => undefined, openIntents: async () => [] };
  const writer = createWriter({ recorder, ...sampleTime(), tenant: 'acme', productVersion: '0.1.0' });
  const intent = await writer.record(draftOf({ kind: 'intent', facts: asMasked({ tags: 1 }) }));

  const { line, columns } = await writer.close(intent);

  const event = JSON.parse(line);
  assert.deepEqual(checkEvent(event), []);
  assert.deepEqual(
    [columns.kind, columns.callId, columns.sequence, columns.mark],
    ['unknown', intent.columns.callId, 2, 'error'],
  );
  assert.deepEqual([event.status_id, event.api.request.data, event.unmapped.countersign.facts], [0, undefined, undefined]);
  assert.deepEqual(event.actor, JSON.parse(intent.line).actor);
});

test('the check of the class sees what is missing, unknown or falsely named', async () => {
  const { line } = await recorded({});
  const event = JSON.parse(line);

  assert.deepEqual(checkEvent({ ...event, actor: {} }).length, 1);
  assert.deepEqual(checkEvent({ ...event, surprise: 1 }), ['event.surprise is unknown']);
  assert.deepEqual(checkEvent({ ...event, cloud: undefined, src_endpoint: undefined }).length >= 1, true);
  assert.deepEqual(checkEvent({ ...event, api: { ...event.api, request: {} } }), ['event.api.request.uid is required']);
  assert.deepEqual(checkEvent({ ...event, metadata: { ...event.metadata, profiles: ['datetime'] } }).length, 3);
});

const verdicts: readonly (readonly [string, Changes, readonly [number, number, number, string]])[] = [
  ['an allowed intent', { kind: 'intent' }, [1, 1, 0, 'none']],
  ['a clean outcome', {}, [1, 1, 1, 'none']],
  ['a masked outcome', { masks: [{ rule: 'r', class: 'secret', count: 1, paths: [] }] }, [4, 1, 1, 'masked']],
  ['an error of AWS', { answer: { outcome: 'failure', httpStatus: 400 } }, [1, 27, 2, 'error']],
  ['a denied call', { kind: 'refused', decision: deny }, [2, 2, 2, 'deny']],
  ['a call that needs an approval', { kind: 'refused', decision: awaiting }, [99, 14, 2, 'needs-approval']],
  ['an observed call', { decision: deny }, [3, 17, 1, 'shadow']],
];

for (const [name, changes, [action, disposition, status, mark]] of verdicts) {
  test(`${name} has its own action, disposition, status and mark`, async () => {
    const { line, columns } = await recorded(changes);

    const event = JSON.parse(line);
    assert.deepEqual(
      [event.action_id, event.disposition_id, event.status_id, columns.mark ?? 'none'],
      [action, disposition, status, mark],
    );
  });
}

const activities = [
  ['DescribeInstances', 'list', 2],
  ['GetSecretValue', 'secret-read', 2],
  ['RunInstances', 'write', 1],
  ['TerminateInstances', 'write', 4],
  ['ModifyInstanceAttribute', 'write', 3],
  ['DeleteTags', 'tagging', 3],
  ['AttachRolePolicy', 'permissions', 3],
] as const;

for (const [operation, access, activity] of activities) {
  test(`${operation} is activity ${activity}`, async () => {
    const { line } = await recorded({ call: callOf('any', operation, { access }) });

    assert.equal(JSON.parse(line).activity_id, activity);
  });
}

test('the masked parameters stand in the intent and not in the outcome', async () => {
  const intent = await recorded({ kind: 'intent' });
  const outcome = await recorded({});

  assert.deepEqual(JSON.parse(intent.line).api.request.data, { MaxResults: 5 });
  assert.equal(JSON.parse(outcome.line).api.request.data, undefined);
});

test('a body is no part of its event, which holds its hash', async () => {
  const body = asMasked(new TextEncoder().encode('{"Secret":"[masked]"}'));

  const event = await recorded({ answer: { outcome: 'success', httpStatus: 200, body } });

  const parsed = JSON.parse(event.line);
  assert.equal(parsed.raw_data_hash.value, sha256Hex(body));
  assert.equal(parsed.unmapped.countersign.body.place, 'inline');
  assert.equal(event.line.includes('[masked]'), false);
  assert.equal(event.body, body);
});

test('an agent stands beside the person it acts for, and is the principal that is searched for', async () => {
  const { line, columns } = await recorded({ principal: agent });

  const event = JSON.parse(line);
  assert.equal(event.ai_agent.uid, 'local:bot');
  assert.equal(event.actor.user.uid, 'local:engineer');
  assert.equal(columns.principal, 'local:bot');
});

test('a call of AWS keeps its account and region when it came over MCP; a tool of an MCP server has none', async () => {
  const [aws, tool] = [
    await recorded({ channel: 'mcp' }),
    await recorded({ channel: 'mcp', call: callOf('mcp', 'tools/call', { access: 'write', resources: [] }) }),
  ];

  assert.deepEqual([typeof JSON.parse(aws.line).cloud, typeof JSON.parse(tool.line).cloud], ['object', 'undefined']);
});

test('a value without a canonical form has no record', async () => {
  const facts = asMasked({ load: Number.NaN });
  let deep: { readonly inner: unknown } = { inner: 1 };
  for (let depth = 0; depth < 300; depth += 1) deep = { inner: deep };

  await assert.rejects(recorded({ facts }), { code: 'malformed-request' });
  await assert.rejects(recorded({ facts: asMasked(JSON.parse(JSON.stringify(deep))) }), { code: 'malformed-request' });
});

test('lone surrogates, odd names and deep values come back from a line to the same line', async () => {
  const strange = JSON.parse(
    '{"__proto__":{"a":1},"toJSON":"x","\\ud800":"\\udfff","b":[null,-0,1e21,"\\u2028"],"attestation_list":[{"fingerprint":1}]}',
  );

  const { line } = await recorded({
    kind: 'intent',
    call: callOf('s3', 'PutObject', { parameters: asMasked(strange) }),
    facts: asMasked(strange),
  });

  assert.equal(canonicalJson(JSON.parse(line)), line);
  assert.equal(Object.hasOwn(JSON.parse(line).api.request.data, '__proto__'), true);
});

test('a list item shows the columns, how it went and the whole event', async () => {
  const item = listEvent(await recorded({}));

  assert.equal(item.operation, 'DescribeInstances');
  assert.equal(item.outcome, 'success');
  assert.equal(item.client, 'aws-cli');
  assert.equal('writer' in item, false);
});

function recorded(changes: Changes) {
  const draft = Object.fromEntries(
    Object.entries({ ...draftOf(), ...changes }).filter(([, value]) => value !== undefined),
  ) as EventDraft;
  const recorder = { append: async () => undefined, openIntents: async () => [] };
  return createWriter({ recorder, ...sampleTime(), tenant: 'acme', productVersion: '0.1.0' }).record(draft);
}

test('a session that is held or released says so in its operation', () => {
  const operations = ['opened', 'held', 'released', 'revoked'].map((state) => {
    const { call: _call, ...draft } = draftOf({ kind: 'session', detail: asMasked({ state }) });
    return operationOf(draft);
  });

  assert.deepEqual(operations, ['OpenSession', 'HoldSession', 'ReleaseSession', 'RevokeSession']);
});
