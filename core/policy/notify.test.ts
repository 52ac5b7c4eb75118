import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, permitAll, policySet } from '#test/policy/questions.ts';
import { decide } from './decide.ts';
import { notifyTargets } from './notify.ts';

const told = '@id("told") @notify("security, owners") permit (principal, action, resource) when { context.breakGlass };';

test('those are told whom a permit names that let the call through', () => {
  const set = policySet(permitAll, told);
  const [plain, breakGlass] = [ask(), ask({ context: { breakGlass: true } })].map((question) => decide(set, question));

  assert.deepEqual(
    [plain, breakGlass].map((decision) => decision && notifyTargets(set, decision)),
    [[], ['owners', 'security']],
  );
});

test('nobody is told of a call that was refused', () => {
  const set = policySet(told, '@id("no") @reason("r") forbid (principal, action, resource);');

  assert.deepEqual(notifyTargets(set, decide(set, ask({ context: { breakGlass: true } }))), []);
});
