import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permitAll, policySet } from '#test/policy/questions.ts';
import { PolicySetError } from './policy-set-error.ts';

function complaintsOf(chains: string, conditions: string): string {
  try {
    policySet(permitAll, `@id("a") @reason("r") @approval("${chains}") forbid (principal, action, resource) ${conditions};`);
  } catch (error) {
    if (error instanceof PolicySetError) return error.message;
    throw error;
  }
  return '';
}

describe('an approval lifts', () => {
  const lifting: readonly (readonly [chains: string, conditions: string])[] = [
    ['a', 'unless { context.approvals.contains("a") }'],
    ['a', 'when { context.mfa } unless { context.approvals.contains("a") || context.breakGlass }'],
    ['a b', 'unless { context.approvals.containsAll(["a", "b"]) }'],
    ['a b', 'unless { context.approvals.containsAny(["a", "b"]) }'],
    ['a b', 'unless { context.approvals.contains("a") } unless { context.approvals.contains("b") }'],
    ['a', 'when { !context.approvals.contains("a") }'],
    ['a', 'when { if context.approvals.contains("a") then false else context.mfa }'],
    ['a', 'unless { context.approvals.contains("a") && context.mfa }'],
  ];
  for (const [chains, conditions] of lifting) test(conditions, () => assert.equal(complaintsOf(chains, conditions), ''));
});

describe('an approval that cannot lift is refused', () => {
  const stuck: readonly (readonly [chains: string, conditions: string, complaint: RegExp])[] = [
    ['a', 'when { context.approvals.contains("a") }', /no approval can lift it/],
    ['a', 'when { context.mfa && context.approvals.contains("a") }', /puts this guardrail on/],
    ['a', 'when { context.mfa } unless { !context.approvals.contains("a") }', /puts this guardrail on/],
    ['a', 'when { true || context.approvals.contains("a") }', /no approval can lift it/],
    ['a', 'unless { context.approvals.contains(context.channel) }', /no approval can lift it/],
    ['a', 'unless { context.approvals.contains("a") || context.approvals == ["b"] }', /in no other way/],
    ['a', 'unless { ["a"].containsAll(context.approvals) || context.approvals.contains("a") }', /in no other way/],
    ['a', 'unless { context.approvals.contains("a") || context.approvals.contains("b") }', /nobody would ever be asked/],
  ];
  for (const [chains, conditions, complaint] of stuck) {
    test(conditions, () => assert.match(complaintsOf(chains, conditions), complaint));
  }
});

test('a complaint names the place of what it is about', () => {
  const text = complaintsOf('a', 'when {\n context.mfa && context.approvals.contains("a") }');

  assert.match(text, /^test\.cedar:3:17: /);
});
