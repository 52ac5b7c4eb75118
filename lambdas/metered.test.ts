import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeldLegs } from '#core/approval/held-legs.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import type { MetricName } from './meter.ts';
import { meteredApprovals, meteredLegs, meteredRecord, meteredRoles, meteredUpstream } from './metered.ts';

function counting() {
  const counted: (readonly [name: MetricName, value: number])[] = [];
  return { counted, meter: (name: MetricName, value = 1) => void counted.push([name, value]) };
}

const failing = () => Promise.reject(new Error('no'));
const draft: EventDraft = { kind: 'refused', callId: 'c', channel: 'aws', sourceIp: '203.0.113.7' };

test('what is decided is counted once, by its outcome, and a record that fails is counted and stays a failure', async () => {
  const { counted, meter } = counting();
  const stored = meteredRecord(async () => ({}) as never, meter);
  const decision = { outcome: 'deny' } as never;

  await stored({ ...draft, decision });
  await stored({ ...draft, kind: 'outcome', decision, masks: [{}, {}] as never });
  await stored({ ...draft, kind: 'tampering' });
  await assert.rejects(meteredRecord(failing, meter)(draft), /no/);

  assert.deepEqual(counted, [
    ['DecisionsDeny', 1],
    ['MaskedFields', 2],
    ['TamperedEvents', 1],
    ['RecorderErrors', 1],
  ]);
});

test('a role that cannot be assumed, the time upstream took, and held legs are counted', async () => {
  const { counted, meter } = counting();
  let at = 0;
  const now = () => {
    at += 40;
    return new Date(at).toISOString();
  };
  const upstream = meteredUpstream({ send: failing, stream: failing }, { now, meter });

  await assert.rejects(meteredRoles({ assume: failing }, meter).assume({} as never), /no/);
  await assert.rejects(upstream.send({} as never, {} as never), /no/);
  const legs = meteredLegs(createHeldLegs(1), meter);
  legs.enter('a');
  legs.enter('a');

  assert.deepEqual(counted, [
    ['StsErrors', 1],
    ['UpstreamLatency', 40],
    ['HeldLegs', 1],
  ]);
});

test('how long approvers took is counted when they answer, and not when the approval is written again', async () => {
  const { counted, meter } = counting();
  const store = { replace: async () => true } as never;
  const approved = { ...sampleApproval(), state: 'approved' as const, createdAt: '2026-11-24T12:00:00.000Z' };
  const decided = { ...approved, decidedAt: '2026-11-24T12:01:30.000Z' };
  const at = (now: string) => meteredApprovals(store, { now: () => now, meter });

  await at('2026-11-24T12:01:30.020Z').replace(decided);
  await at('2026-11-24T12:09:00.000Z').replace(decided);
  await at('2026-11-24T12:01:30.020Z').replace({ ...decided, state: 'used' });

  assert.deepEqual(counted, [['ApprovalLatency', 90]]);
});
