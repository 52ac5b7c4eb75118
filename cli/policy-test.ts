/** `countersign policy test`: runs the cases of a directory against its policies, with the coverage of each policy. */

import { join } from 'node:path';
import { operationFinder } from '#core/find-operation.ts';
import { type PolicyTestReport, runPolicyTests } from '#core/policy/run-policy-tests.ts';
import { CliError } from './cli-error.ts';
import { filesIn, openCatalog, readConfig, readPolicySet, readText, shownPath } from './policy-files.ts';
import { table } from './print.ts';

export type TestOptions = {
  /** Where the cases are, when not in `tests` of the policies' directory. */
  readonly tests?: string;
  /** Percent of the policies that must decide a case. */
  readonly threshold?: string;
  readonly config?: string;
};

/** Errors: CliError `usage`. */
export function testPolicyDirectory(
  directory: string,
  { tests = join(directory, 'tests'), config }: TestOptions,
): PolicyTestReport {
  const chains = config === undefined ? undefined : readConfig(config).chains.map(({ name }) => name);
  const set = readPolicySet(directory, chains);
  const names = filesIn(tests, '.json');
  if (names.length === 0) throw new CliError('usage', `${tests} holds no .json file of cases. Name it with --tests.`);
  const files = names.map((name) => ({ name: shownPath(name), text: readText(name) }));
  return runPolicyTests(set, files, operationFinder(openCatalog()));
}

/** Errors: CliError `usage`. */
export function thresholdOf({ threshold = '0' }: TestOptions): number {
  const percent = Number(threshold);
  if (percent >= 0 && percent <= 100) return percent;
  throw new CliError('usage', '--threshold takes a percentage from 0 to 100.');
}

export function testedText({ cases, coverage }: PolicyTestReport): string {
  const failures = cases
    .filter(({ problems }) => problems.length > 0)
    .map(({ file, name, problems }) =>
      [`not ok  ${file}: ${name}`, ...problems.map((problem) => `        ${problem}`)].join('\n'),
    );
  const rows = coverage.map(({ id, file, line, mode, cases: count }) => ({
    policy: id,
    cases: mode === 'shadow' ? 'shadow' : count,
    place: `${file}:${line}`,
  }));
  return [...failures, table(rows, ['policy', 'cases', 'place'])].join('\n');
}

export function testedSummary({ cases, coveredPercent }: PolicyTestReport): string {
  const failed = cases.filter(({ problems }) => problems.length > 0).length;
  return `${cases.length} cases, ${failed} failed; ${coveredPercent.toFixed(1)} % of the policies decide at least one`;
}
