/** The commands on policies: they read files, and work without a gateway. */

import type { Command } from 'commander';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import type { CheckOptions } from './policy-check.ts';
import type { ExplainPolicyOptions } from './policy-explain.ts';
import type { ReplayOptions, SuggestOptions } from './policy-replay.ts';
import type { TestOptions } from './policy-test.ts';

type Json = { readonly json?: boolean };

/** Where a command's result goes, and what it says beside it. */
export type Printer = { readonly out: (line: string) => void; readonly say: (line: string) => void };

const defaultDirectory = 'policies';

export function policyCommands(root: Command, environment: Environment, printer: Printer): void {
  const policy = root.command('policy').description('policies: check them, test them, try them on what was recorded');
  checkCommand(policy, printer);
  testCommand(policy, printer);
  explainCommand(policy, environment, printer);
  replayCommand(policy, environment, printer);
  suggestCommand(policy, environment, printer);
}

function checkCommand(policy: Command, { out, say }: Printer): void {
  policy
    .command('check')
    .description('find what is wrong with the policies of a directory, by file, line and column')
    .argument('[directory]', 'the directory of the policies', defaultDirectory)
    .option('--config <file>', 'hold chains and groups against this operator’s file')
    .option('--fix', 'write the files in their one form first')
    .option('--json', 'print JSON')
    .action(async (directory: string, options: CheckOptions & Json) => {
      const { checkPolicyDirectory, checkSummary, findingLine } = await import('./policy-check.ts');
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
    .action(async (directory: string, options: TestOptions & Json) => {
      const { testedSummary, testedText, testPolicyDirectory, thresholdOf } = await import('./policy-test.ts');
      const threshold = thresholdOf(options);
      const report = testPolicyDirectory(directory, options);
      out(options.json === true ? JSON.stringify(report) : testedText(report));
      say(testedSummary(report));
      if (report.cases.some(({ problems }) => problems.length > 0)) throw new CliError('refused', 'cases failed.');
      if (report.coveredPercent < threshold)
        throw new CliError('refused', `fewer than ${threshold} % of the policies are tested.`);
    });
}

function explainCommand(policy: Command, environment: Environment, { out }: Printer): void {
  policy
    .command('explain')
    .description('why a call is decided as it is, by which policies and facts, and what would change it')
    .argument('[event]', 'the id of a recorded event; or a file with one, or with a case of a policy test; - for standard input')
    .option('--url <url>', 'the gateway that recorded it (else COUNTERSIGN_URL, else the last sign-in)')
    .option('--as <account>', 'a fixture account of a gateway on one machine')
    .option('--policies <directory>', 'the directory of the policies', defaultDirectory)
    .option('--principal <principal>', 'user:ID, service:ID or agent:ID')
    .option('--group <group...>', 'groups of the principal, and of the person behind an agent')
    .option('--claim <name=value...>', 'claims of the principal')
    .option('--on-behalf-of <id>', 'the person behind an agent')
    .option('--call <service:Operation>', 'the call, by the names of AWS’s API reference')
    .option('--parameters <json>', 'its parameters')
    .option('--resource <arn...>', 'its resources (else those in its parameters)')
    .option('--tag <key=value...>', 'tags of the resources')
    .option('--region <region>')
    .option('--account <id>')
    .option('--at <time>', 'when (ISO 8601 UTC; else now)')
    .option('--time-zone <zone>', 'the operator’s time zone')
    .option('--mfa', 'with a second factor')
    .option('--break-glass', 'in a session opened by break-glass')
    .option('--reason', 'with a reason given')
    .option('--approval <chain...>', 'chains that have approved the call')
    .option('--json', 'print JSON')
    .action(async (what: string | undefined, options: ExplainPolicyOptions & Json) => {
      const { explainedText } = await import('./explained-decision.ts');
      const { explainPolicy } = await import('./policy-explain.ts');
      const explained = await explainPolicy(environment, what, options);
      out(options.json === true ? JSON.stringify(explained) : explainedText(explained));
    });
}

/** A command on recorded calls: from files, or from a gateway. */
function recordCommand(policy: Command, name: string, description: string): Command {
  return policy
    .command(name)
    .description(description)
    .argument('[files...]', 'files of events, as sessions show --json prints them (else the gateway is asked)')
    .option('--from <time>', 'calls from then on (ISO 8601)')
    .option('--to <time>', 'calls before then')
    .option('--url <url>', 'the gateway (else COUNTERSIGN_URL, else the last sign-in)')
    .option('--as <account>', 'a fixture account of a gateway on one machine')
    .option('--json', 'print JSON');
}

function replayCommand(policy: Command, environment: Environment, { out, say }: Printer): void {
  recordCommand(policy, 'replay', 'decide recorded calls again under proposed policies, and show what would change')
    .requiredOption('--candidate <directory>', 'the directory of the proposed policies')
    .option('--fail-on-change', 'fail when a decision would change')
    .action(async (files: readonly string[], options: ReplayOptions & Json & { readonly failOnChange?: boolean }) => {
      const { replayRecord, replaySummary, replayText } = await import('./policy-replay.ts');
      const replayed = await replayRecord(environment, files, options);
      out(options.json === true ? JSON.stringify(replayed) : replayText(replayed));
      say(replaySummary(replayed));
      if (options.failOnChange === true && replayed.changed.length > 0) throw new CliError('refused', 'decisions would change.');
    });
}

function suggestCommand(policy: Command, environment: Environment, { out, say }: Printer): void {
  recordCommand(policy, 'suggest', 'the least permits for what a group really called, as Cedar and as an IAM policy')
    .requiredOption('--group <group>', 'the group')
    .option('--policies <directory>', 'the policies of today', defaultDirectory)
    .action(async (files: readonly string[], options: SuggestOptions & Json) => {
      const { suggestionSummary, suggestionText, suggestPermits } = await import('./policy-replay.ts');
      const suggestion = await suggestPermits(environment, files, options);
      out(options.json === true ? JSON.stringify(suggestion) : suggestionText(suggestion));
      say(suggestionSummary(suggestion));
      if (suggestion.lost.length > 0)
        throw new CliError('refused', `calls would be lost: ${suggestion.lost.slice(0, 5).join(' ')}`);
    });
}
