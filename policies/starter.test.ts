/** Every case of `policies/tests` holds, every starter policy decides at least one of them, and the lint finds nothing. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { operationFinder } from '#core/find-operation.ts';
import { knownActions } from '#core/known-actions.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { checkPolicies } from '#core/policy/check-policies.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { runPolicyTests } from '#core/policy/run-policy-tests.ts';

const here = new URL('./', import.meta.url);
const tests = new URL('tests/', here);
const chains = ['production-change', 'two-person'];

loadCedar(readCedarWasm());
const files = readPolicies(here);
const catalog = readCatalog();
const testFiles = readdirSync(tests)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, text: readFileSync(new URL(name, tests), 'utf8') }));
const report = runPolicyTests(compilePolicies(files, { chains }), testFiles, operationFinder(catalog));

for (const [file, cases] of Map.groupBy(report.cases, (each) => each.file)) {
  describe(`policies/tests/${file}`, () => {
    for (const { name, problems } of cases) test(name, () => assert.deepEqual(problems, []));
  });
}

test('every starter policy decides at least one case', () => {
  assert.ok(testFiles.length > 0);
  assert.deepEqual(
    report.coverage.filter(({ cases }) => cases === 0).map(({ id }) => id),
    [],
  );
});

test('the lint finds nothing in the starter policies', () => {
  const groups = ['mcp-production-engineers', 'ci-deployers', 'prod-approvers', 'sre-leads', 'auditors'];

  const { findings } = checkPolicies(files, { directory: knownActions(catalog), names: { chains, groups } });

  assert.deepEqual(findings, []);
});
