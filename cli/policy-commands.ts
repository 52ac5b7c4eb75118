/** The commands on policies: they read files, and work without a gateway. */

import type { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { type CheckOptions, checkPolicyDirectory, checkSummary, findingLine } from './policy-check.ts';
import { type TestOptions, testedSummary, testedText, testPolicyDirectory, thresholdOf } from './policy-test.ts';

type Json = { readonly json?: boolean };

/** Where a command's result goes, and what it says beside it. */
export type Printer = { readonly out: (line: string) => void; readonly say: (line: string) => void };

const defaultDirectory = 'policies';

export function policyCommands(root: Command, printer: Printer): void {
  const policy = root.command('policy').description('policies: check, test and explain them, without a gateway');
  checkCommand(policy, printer);
  testCommand(policy, printer);
}

function checkCommand(policy: Command, { out, say }: Printer): void {
  policy
    .command('check')
    .description('find what is wrong with the policies of a directory, by file, line and column')
    .argument('[directory]', 'the directory of the policies', defaultDirectory)
    .option('--config <file>', 'hold chains and groups against this operator’s file')
    .option('--fix', 'write the files in their one form first')
    .option('--json', 'print JSON')
    .action((directory: string, options: CheckOptions & Json) => {
      const checked = checkPolicyDirectory(directory, options);
      if (options.json === true) out(JSON.stringify(checked));
      else for (const finding of checked.findings) out(findingLine(finding));
      say(checkSummary(checked));
      const isRefused = checked.findings.some(({ severity }) => severity === 'error');
      if (isRefused) throw new CliError('refused', 'the policies have errors; nothing else was done.');
    });
}

function testCommand(policy: Command, { out, say }: Printer): void {
  policy
    .command('test')
    .description('run the cases of a directory against its policies, with the coverage of each policy')
    .argument('[directory]', 'the directory of the policies', defaultDirectory)
    .option('--tests <directory>', 'where the cases are (else tests, in the directory of the policies)')
    .option('--threshold <percent>', 'fail when fewer of the policies decide a case')
    .option('--config <file>', 'hold chains against this operator’s file')
    .option('--json', 'print JSON')
    .action((directory: string, options: TestOptions & Json) => {
      const threshold = thresholdOf(options);
      const report = testPolicyDirectory(directory, options);
      out(options.json === true ? JSON.stringify(report) : testedText(report));
      say(testedSummary(report));
      if (report.cases.some(({ problems }) => problems.length > 0)) throw new CliError('refused', 'cases failed.');
      if (report.coveredPercent < threshold)
        throw new CliError('refused', `fewer than ${threshold} % of the policies are tested.`);
    });
}
