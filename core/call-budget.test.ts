import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCallBudget } from './call-budget.ts';

const limits = { callsPerSecond: 2, callBurst: 3 };
const now = '2026-01-31T12:00:00.000Z';
const soon = '2026-01-31T12:00:00.500Z';
const later = '2026-01-31T12:01:00.000Z';

test('so many calls may come at once, and the next is refused with the time to come back', () => {
  const budget = createCallBudget(limits);
  for (let call = 0; call < 3; call += 1) budget.spend('ann', now);

  assert.throws(() => budget.spend('ann', now), { code: 'rate-limited', message: /2026-01-31T12:00:00\.500Z/ });
  assert.doesNotThrow(() => budget.spend('ann', soon));
  assert.throws(() => budget.spend('ann', soon), { code: 'rate-limited' });
});

test('refused calls cost nothing, and a rest fills the budget no further than it was', () => {
  const budget = createCallBudget(limits);
  for (let call = 0; call < 20; call += 1) allows(() => budget.spend('ann', now));

  const allowed = Array.from({ length: 20 }, () => allows(() => budget.spend('ann', later))).filter(Boolean).length;

  assert.equal(allowed, 3);
});

test('one principal never uses another one’s budget up', () => {
  const budget = createCallBudget(limits);
  for (let call = 0; call < 20; call += 1) allows(() => budget.spend('ann', now));

  assert.doesNotThrow(() => budget.spend('ben', now));
});

test('a clock that steps back gives no calls away and locks nobody out', () => {
  const budget = createCallBudget(limits);
  for (let call = 0; call < 3; call += 1) budget.spend('ann', later);

  assert.throws(() => budget.spend('ann', now), { code: 'rate-limited' });
  assert.doesNotThrow(() => budget.spend('ann', '2026-01-31T12:01:01.000Z'));
});

test('with more principals than there is room for, the further ones share a budget until others have rested', () => {
  const budget = createCallBudget(limits, 2);
  budget.spend('ann', now);
  budget.spend('ben', now);

  const shared = ['cy', 'dan', 'eve', 'fay'].map((id) => allows(() => budget.spend(id, now)));

  assert.deepEqual(shared, [true, true, true, false]);
  assert.doesNotThrow(() => budget.spend('gus', later));
});

test('resources whose tags are read have a budget of their own, and the refusal names the time to come back', () => {
  const budget = createCallBudget({ factReadsPerSecond: 2, factReadBurst: 5 });
  budget.spendFactReads('ann', 4, now);

  assert.throws(() => budget.spendFactReads('ann', 2, now), { code: 'rate-limited', message: /tags.*2026-01-31T12:00:00\.500Z/ });
  assert.doesNotThrow(() => budget.spendFactReads('ann', 1, now));
  assert.doesNotThrow(() => budget.spendFactReads('ben', 5, now));
  assert.doesNotThrow(() => budget.spend('ann', now));
});

test('a call of more resources than the whole budget takes the whole budget', () => {
  const budget = createCallBudget({ factReadsPerSecond: 1, factReadBurst: 5 });

  assert.doesNotThrow(() => budget.spendFactReads('ann', 400, now));
  assert.throws(() => budget.spendFactReads('ann', 1, now), { message: /2026-01-31T12:00:01\.000Z/ });
  assert.doesNotThrow(() => budget.spendFactReads('ann', 400, later));
});

function allows(spend: () => void): boolean {
  try {
    spend();
    return true;
  } catch {
    return false;
  }
}
