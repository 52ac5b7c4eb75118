/** Runs files of policy cases, and tells which policies decided none of them: what no test holds may change unseen. */

import type { Decision } from '../model.ts';
import type { Policy } from './policy.ts';
import { type PolicyCase, parsePolicyCases } from './policy-case.ts';
import type { PolicySet } from './policy-set.ts';
import { type CaseResult, type FindOperation, runPolicyCase } from './run-policy-case.ts';

export type PolicyTestFile = { readonly name: string; readonly text: string };

export type RunCase = CaseResult & { readonly file: string; readonly name: string };

/** A policy, and how many cases it was among the determining policies of. */
export type Coverage = Pick<Policy, 'id' | 'file' | 'line' | 'mode'> & { readonly cases: number };

export type PolicyTestReport = {
  readonly cases: readonly RunCase[];
  readonly coverage: readonly Coverage[];
  /** Of the enforced policies, in percent. */
  readonly coveredPercent: number;
};

/** A file that cannot be read is a case of its own that fails. */
export function runPolicyTests(set: PolicySet, files: readonly PolicyTestFile[], findOperation: FindOperation): PolicyTestReport {
  const cases = files.flatMap((file) => runFile(set, file, findOperation));
  const determining = cases.flatMap(({ decision, reveals = [] }) => policiesOf([decision, ...reveals]));
  const coverage = [...set.policies.values()].map(({ id, file, line, mode }) => ({
    ...{ id, file, line, mode },
    cases: determining.filter((each) => each === id).length,
  }));
  const enforced = coverage.filter(({ mode }) => mode === 'enforce');
  const covered = enforced.filter((policy) => policy.cases > 0).length;
  return { cases, coverage, coveredPercent: enforced.length === 0 ? 100 : (covered / enforced.length) * 100 };
}

/** Each once, however often it was asked. */
function policiesOf(decisions: readonly Decision[]): readonly string[] {
  return [...new Set(decisions.flatMap(({ policies }) => policies.map(({ id }) => id)))];
}

function runFile(set: PolicySet, { name, text }: PolicyTestFile, findOperation: FindOperation): readonly RunCase[] {
  try {
    return parsePolicyCases(text).map((policyCase) => run(set, name, policyCase, findOperation));
  } catch (error) {
    return [failed(set, { file: name, name: '(the whole file)' }, error)];
  }
}

function run(set: PolicySet, file: string, policyCase: PolicyCase, findOperation: FindOperation): RunCase {
  const { name } = policyCase;
  try {
    return { file, name, ...runPolicyCase(set, policyCase, findOperation) };
  } catch (error) {
    return failed(set, { file, name }, error);
  }
}

function failed({ version }: PolicySet, place: Pick<RunCase, 'file' | 'name'>, error: unknown): RunCase {
  const problem = error instanceof Error ? error.message : String(error);
  const decision = { outcome: 'deny', cause: 'engine-failure', policies: [], policyVersion: version } as const;
  return { ...place, decision, problems: [problem] };
}
