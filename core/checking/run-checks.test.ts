import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPolicies } from '#adapters/files/policies.ts';
import { principalNamed } from '#test/contracts/sample-events.ts';
import { policySet } from '#test/policy/questions.ts';
import { GatewayError } from '../errors.ts';
import type { Connection } from '../model.ts';
import type { EventDraft } from '../recording/draft.ts';
import type { RoleTrial } from './role-probe.ts';
import { runChecks } from './run-checks.ts';

const now = () => '2026-05-04T10:00:00.000Z';
const policies = policySet(...readPolicies('policies').map(({ text }) => text));
const connection: Connection = {
  ...{ kind: 'aws', name: 'prod', account: '123456789012', regions: ['eu-west-1'], wait: 'hold', mode: 'enforce' },
  externalId: 'an-external-id-of-prod',
  roles: [{ arn: 'arn:aws:iam::123456789012:role/countersign/engineer', groups: ['engineers'], narrow: 'service' }],
};

type Means = { readonly record?: (draft: EventDraft) => Promise<void>; readonly spend?: () => void };

function checking({ record, spend = () => undefined }: Means = {}) {
  const done: string[] = [];
  const recorded: EventDraft[] = [];
  const ports = {
    ...{ now, timeZone: 'UTC', newId: () => '01KCHECK', policies: () => policies, budget: { spend }, targets: [connection] },
    record: async (draft: EventDraft) => {
      await record?.(draft);
      recorded.push(draft);
      done.push('recorded');
    },
    probe: {
      attempt: async ({ sourceIdentity = '', externalId = '', tags }: RoleTrial) => {
        done.push('tried');
        const isRight = sourceIdentity !== '' && externalId === connection.externalId && 'countersign:session' in tags;
        return { kind: isRight ? ('assumed' as const) : ('denied' as const) };
      },
    },
    recordPlace: { look: async () => ({ keepsVersions: false, isPrivate: true }) },
    recordWanted: { place: 'files' } as const,
  };
  const run = (group: string) =>
    runChecks(
      {
        principal: principalNamed('pat', [group]),
        tokenIssuedAt: now(),
        tokenExpiresAt: now(),
        sourceIp: '127.0.0.1',
        channel: 'json',
      },
      ports,
    );
  return { done, recorded, run };
}

const code = (wanted: string) => (thrown: unknown) => thrown instanceof GatewayError && thrown.code === wanted;

test('auditors and leads see roles and record, in one answer that says whether all is well', async () => {
  for (const group of ['auditors', 'sre-leads']) {
    const { isWell, checks } = await checking().run(group);

    assert.deepEqual(
      checks.map(({ check }) => check),
      ['role countersign/engineer of prod', 'record lock', 'record access', 'record seal'],
    );
    assert.equal(isWell, false);
    assert.deepEqual(
      checks.filter(({ cure }) => cure !== undefined).map(({ says }) => says),
      ['nothing is sealed yet'],
    );
  }
});

test('who runs checks is recorded before any role is tried, with the name that the spoke sees', async () => {
  const { done, recorded, run } = checking();

  await run('auditors');

  assert.equal(done[0], 'recorded');
  assert.deepEqual([recorded[0]?.kind, recorded[0]?.principal?.id], ['check', 'local:pat']);
  assert.match(recorded[0]?.sourceIdentity ?? '', /^pat/);
});

test('no record, no check: nothing is tried where it cannot be recorded', async () => {
  const unavailable = new GatewayError('recorder-unavailable', 'The record is away.');
  const { done, run } = checking({ record: () => Promise.reject(unavailable) });

  await assert.rejects(run('auditors'), code('recorder-unavailable'));

  assert.deepEqual(done, []);
});

test('nobody else tries roles, and nobody beyond a budget', async () => {
  const spend = () => {
    throw new GatewayError('rate-limited', 'Come back.');
  };
  for (const [group, means, wanted] of [
    ['mcp-production-engineers', {}, 'denied'],
    ['auditors', { spend }, 'rate-limited'],
  ] as const) {
    const { done, run } = checking(means);

    await assert.rejects(run(group), code(wanted));

    assert.deepEqual(done, []);
  }
});
