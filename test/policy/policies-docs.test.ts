/** The reference of policies names what there is: every fact, annotation, class and rule, and an example that runs. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { operationFinder } from '#core/find-operation.ts';
import { knownActions } from '#core/known-actions.ts';
import { actionClasses } from '#core/policy/action-classes.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { checkPolicies, formatted, policyRules } from '#core/policy/check-policies.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { runPolicyTests } from '#core/policy/run-policy-tests.ts';
import { cutSchema } from '#core/policy/schema.ts';

loadCedar(readCedarWasm());
const text = readFileSync(new URL('../../docs/reference/policies.md', import.meta.url), 'utf8');
const catalog = readCatalog();
const block = (language: string) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? '';

function missing(names: readonly string[]): readonly string[] {
  return names.filter((name) => !text.includes(`\`${name}\``));
}

test('every type, attribute of the context, class and rule is in the reference', () => {
  const { actions, entityTypes } = cutSchema([], knownActions(catalog)).CS ?? { actions: {}, entityTypes: {} };
  const action = actions['ec2:TerminateInstances']?.appliesTo?.context as { readonly attributes: object } | undefined;
  const optional = ['sourceIp'];
  const context = Object.keys(action?.attributes ?? {}).map((name) => (optional.includes(name) ? `${name}?` : name));

  assert.ok(context.length >= 13);
  assert.deepEqual(missing(context), []);
  assert.deepEqual(
    missing(
      Object.keys(entityTypes)
        .filter((type) => type !== 'Params')
        .map((type) => `CS::${type}`),
    ),
    [],
  );
  for (const [name, operations] of Object.entries(actionClasses)) {
    assert.ok(
      text.includes(`| \`class:${name}\` | ${operations.length} |`),
      `class:${name} with its ${operations.length} operations`,
    );
  }
  assert.deepEqual(missing(policyRules), []);
  assert.deepEqual(missing(['id', 'reason', 'approval', 'notify', 'mode'].map((name) => `@${name}`)), []);
});

test('the example of a policy passes the lint, and the example of a test holds', () => {
  const policy = block('cedar');
  const set = compilePolicies([
    { name: 'example.cedar', text: policy },
    { name: 'all.cedar', text: '@id("all") permit (principal, action in CS::Action::"access:write", resource);' },
  ]);

  const { findings } = checkPolicies([{ name: 'example.cedar', text: formatted(policy) ?? '' }], {
    directory: knownActions(catalog),
  });
  const { cases } = runPolicyTests(set, [{ name: 'example.json', text: block('json') }], operationFinder(catalog));

  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.deepEqual(
    cases.map(({ problems }) => problems),
    [[]],
  );
});
