/** What the conditions of a policy can see, and what a request without the rest answers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { loadCedar, readPolicy } from './cedar.ts';
import { seenFacts } from './seen-facts.ts';

loadCedar(readCedarWasm());

function factsOf(condition: string): readonly string[] {
  const policy = readPolicy(`permit (principal, action, resource) when { ${condition} };`);
  if ('message' in policy) throw new TypeError(policy.message);
  return [...seenFacts(policy)].sort();
}

const followed: readonly (readonly [condition: string, facts: readonly string[]])[] = [
  ['context.hour < 8 || context has sourceIp', ['context.hour', 'context.sourceIp']],
  ['context.now.toTime() < duration("8h")', ['context.now']],
  ['context.approvals.contains("c")', ['context.approvals']],
  ['context.requestParams.hasTag("P")', ['context.requestParams']],
  ['principal has email && principal.email == "a"', ['principal.email']],
  ['principal.hasTag("d")', ['principal#tags']],
  ['principal is CS::Agent', []],
  ['principal in CS::Group::"g"', []],
  ['principal is CS::User in CS::Group::"g"', []],
  ['principal in [CS::Group::"g", CS::User::"ada"]', ['principal']],
  ['principal == CS::User::"ada"', ['principal']],
  ['principal.onBehalfOf in CS::Group::"g"', ['principal.onBehalfOf']],
  ['resource.owner == principal', ['principal', 'resource.owner']],
  ['[resource].contains(principal)', ['principal', 'resource']],
  ['if context.mfa then resource.getTag("t") == "x" else false', ['context.mfa', 'resource#tags']],
  ['{Var: "context"}.Var == "context"', ['*']],
  ['{a: "context"} == {a: resource.region}', ['resource.region']],
];
for (const [condition, facts] of followed) {
  test(`seen by ${condition}`, () => assert.deepEqual(factsOf(condition), facts));
}

const unfollowed = [
  'context == {}',
  '{all: context}.all.mfa',
  '{who: principal}.who.email == "a"',
  'principal.onBehalfOf.email == "a"',
  'principal has onBehalfOf.email',
  'CS::User::"ada".email == "a"',
  'CS::User::"ada" in CS::Group::"g"',
  '(if context.mfa then principal else resource) has email',
];
for (const condition of unfollowed)
  test(`everything is sent for ${condition}`, () => assert.ok(factsOf(condition).includes('*')));
