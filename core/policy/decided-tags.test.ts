import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, instance, permitAll, policySet } from '#test/policy/questions.ts';
import { decidedTags } from './decided-tags.ts';

const nothing: ReadonlySet<string> = new Set();
const protect = `@id("protect") @reason("it serves live agents") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
  when { resource.hasTag("mcp-server") };
@id("prod") @reason("not in production") forbid (principal, action, resource)
  when { resource.hasTag("env") && resource.getTag("env") == "prod" };`;

test('the tags that guardrails in reach looked at are told, present or absent, for each resource', () => {
  const resources = [instance('i-1', { tags: { env: 'dev', owner: 'ann' } }), instance('i-2')];

  const tags = decidedTags(policySet(permitAll, protect), ask({ resources }), nothing);

  assert.deepEqual(
    tags.map(({ arn, key, value }) => [arn.slice(-3), key, value]),
    [
      ['i-1', 'env', 'dev'],
      ['i-1', 'mcp-server', undefined],
      ['i-2', 'env', undefined],
      ['i-2', 'mcp-server', undefined],
    ],
  );
});

test('a permit’s tags, and those of guardrails out of reach, are none of them', () => {
  const permit = '@id("p") permit (principal, action, resource) when { resource.hasTag("team") };';
  const call = { operation: 'StopInstances', actions: ['ec2:StopInstances'] } as const;

  const tags = decidedTags(policySet(permit, protect), ask({ call }), nothing);

  assert.deepEqual(
    tags.map(({ key }) => key),
    ['env'],
  );
});

test('of reads, of what the call makes, and of tags that could not be read nothing is told', () => {
  const set = policySet(permitAll, protect);
  const made = instance('i-1');

  assert.deepEqual(decidedTags(set, ask({ call: { access: 'list' } }), nothing), []);
  assert.deepEqual(decidedTags(set, ask({ resources: [made] }), new Set([made.arn])), []);
  assert.deepEqual(decidedTags(set, ask({ resources: [instance('i-1', { tagsKnown: false })] }), nothing), []);
});

test('a key that IAM would take for another in capitals is left out', () => {
  const resources = [instance('i-1', { tags: { Env: 'dev' } })];

  const tags = decidedTags(policySet(permitAll, protect), ask({ resources }), nothing);

  assert.deepEqual(
    tags.map(({ key }) => key),
    ['mcp-server'],
  );
});
