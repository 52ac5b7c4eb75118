/** Every case of `policies/tests` holds, and every starter policy decides at least one of them. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { parsePolicyCases } from '#core/policy/policy-case.ts';
import { runPolicyCase } from '#core/policy/run-policy-case.ts';

const here = new URL('./', import.meta.url);
const tests = new URL('tests/', here);

loadCedar(readCedarWasm());
const policies = compilePolicies(readPolicies(here), { chains: ['production-change', 'two-person'] });
const catalog = readCatalog();
const files = readdirSync(tests).filter((name) => name.endsWith('.json'));
const determining = new Set<string>();

for (const file of files) {
  describe(`policies/tests/${file}`, () => {
    for (const policyCase of parsePolicyCases(readFileSync(new URL(file, tests), 'utf8'))) {
      test(policyCase.name, () => {
        const { decision, problems } = runPolicyCase(policies, policyCase, catalog.operation);

        for (const { id } of decision.policies) determining.add(id);
        assert.deepEqual(problems, []);
      });
    }
  });
}

test('every starter policy decides at least one case', () => {
  const idle = [...policies.policies.keys()].filter((id) => !determining.has(id));

  assert.ok(files.length > 0);
  assert.deepEqual(idle, []);
});
