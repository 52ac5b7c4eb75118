import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Approval } from './approval.ts';
import { escalated, markTold, planOf } from './plan.ts';
import { later } from './progress.ts';
import { sampleApproval } from './sample-approval.fixture.ts';

const created = '2026-05-04T10:00:00.000Z';
const minute = (count: number) => later(created, count);
const told = { askedAt: created, steps: ['production-change#0'], escalated: [], reminders: 0, nudges: 0 };
const asked = (over: Partial<Approval> = {}) => sampleApproval({ told, ...over });

test('first its people are told, then it waits for the first reminder', () => {
  assert.equal(planOf(sampleApproval(), created).next, 'notify');
  assert.deepEqual(planOf(asked(), created), { next: 'wait', waitSeconds: 15 * 60 });
});

test('a reminder is due, then escalation, then reminders after twice as long, then the end', () => {
  assert.equal(planOf(asked(), minute(15)).next, 'remind');
  const reminded = asked({ told: { ...told, remindedAt: minute(15), reminders: 1 } });
  assert.deepEqual(planOf(reminded, minute(15)), { next: 'wait', waitSeconds: 5 * 60 });
  assert.equal(planOf(reminded, minute(20)).next, 'escalate');
  const late = asked({ told: { ...told, remindedAt: minute(15), reminders: 1, escalated: ['production-change#0'] } });
  assert.deepEqual(planOf(late, minute(20)), { next: 'wait', waitSeconds: 25 * 60 });
  assert.equal(planOf(late, minute(45)).next, 'remind');
  assert.equal(planOf(late, minute(60)).next, 'expire');
});

test('a wait is never shorter than a second and never longer than to the next end', () => {
  const quiet = asked({ told: { ...told, reminders: 3, escalated: ['production-change#0'] } });

  assert.deepEqual(planOf(quiet, '2026-05-04T10:59:59.999Z'), { next: 'wait', waitSeconds: 1 });
  assert.deepEqual(planOf(quiet, minute(59)), { next: 'wait', waitSeconds: 60 });
});

test('an approved one is told, waits to be used, and expires unused', () => {
  const approved = asked({ state: 'approved', useBy: minute(30) });
  const known = { ...approved, told: { ...told, state: 'approved' as const } };

  assert.equal(planOf(approved, minute(5)).next, 'tell');
  assert.deepEqual(planOf(known, minute(5)), { next: 'wait', waitSeconds: 25 * 60 });
  assert.equal(planOf(known, minute(30)).next, 'expire');
  assert.equal(planOf({ ...known, executor: 'stored' }, minute(5)).next, 'execute');
});

test('every end is told once, and a use needs no telling', () => {
  for (const state of ['rejected', 'expired', 'cancelled'] as const) {
    assert.equal(planOf(asked({ state }), minute(5)).next, 'tell');
    assert.equal(planOf(asked({ state, told: { ...told, state } }), minute(5)).next, 'done');
  }
  assert.equal(planOf(asked({ state: 'used' }), minute(5)).next, 'done');
});

test('an escalation approves where those who said yes already count for the late step now', () => {
  const chain = sampleApproval().chains[0];
  assert.ok(chain !== undefined);
  const further = { need: 1, from: ['group:x'], escalateAfterMinutes: 20, escalateTo: ['group:prod-approvers'] };
  const verdict = {
    personKey: 'ann',
    by: { id: 'dev:ann' },
    verdict: 'approve',
    entries: ['group:prod-approvers', 'group:x2'],
    at: minute(1),
    via: 'api',
  } as const;
  const other = { ...verdict, personKey: 'bob', by: { id: 'dev:bob' }, at: minute(2) };
  const approval = asked({ chains: [{ ...chain, steps: [...chain.steps, further] }], verdicts: [verdict, other] });

  const next = escalated(approval, ['production-change#1'], minute(25));

  assert.equal(next.outcome === 'changed' && next.approval.state, 'approved');
});

test('what was told is marked in the next version', () => {
  const { approval } = markTold(sampleApproval(), { askedAt: created });

  assert.deepEqual([approval.version, approval.told.askedAt, approval.told.reminders], [2, created, 0]);
});

test('a verdict that is owed never expires, is asked for again once a day, and runs nothing', () => {
  const owed = asked({ executor: 'nobody', told: { ...told, escalated: ['production-change#0'] } });
  const later = { ...owed, told: { ...owed.told, reminders: 20, remindedAt: '2027-01-01T00:00:00.000Z' } };

  assert.equal(planOf(owed, minute(1)).next, 'wait');
  assert.equal(planOf(owed, minute(15)).next, 'remind');
  assert.deepEqual(planOf(later, '2027-01-01T12:00:00.000Z'), { next: 'wait', waitSeconds: 43_200 });
  assert.equal(planOf(later, '2027-01-02T00:00:00.000Z').next, 'remind');
  assert.equal(planOf({ ...owed, state: 'approved', told: { ...owed.told, state: 'approved' } }, minute(5)).next, 'done');
});
