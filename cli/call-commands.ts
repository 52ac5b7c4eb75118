/** The commands that make calls, and the shell's completion of them. */

import { Argument, type Command } from 'commander';
import type { CallOptions } from './call.ts';
import { exitCodes } from './cli-error.ts';
import type { Environment } from './environment.ts';

type Printing = { readonly out: (line: string) => void; readonly say: (line: string) => void };

export function callCommands(root: Command, environment: Environment, printing: Printing): void {
  callCommand(root, environment, printing);
  completionCommand(root, printing);
}

function callCommand(root: Command, environment: Environment, { out, say }: Printing): void {
  root
    .command('call')
    .description('make a call of AWS: prints the answer as JSON, and waits for its approval where it needs one')
    .argument('<service>', 'as in the catalog: ec2')
    .argument('<operation>', 'as in AWS’s API reference: DescribeInstances')
    .requiredOption('--connection <name>', 'the connection')
    .option('--param <name=value>', 'a parameter; text, or JSON where the model has no text', appended)
    .option('--json <file>', 'the parameters as a JSON object; - is standard input')
    .option('--region <region>', 'else the connection’s first')
    .option('--role <role>', 'the role, by ARN or last name')
    .option('--reason <text>', 'why, for the record and the approvers')
    .option('--no-wait', 'do not wait for an approval')
    .option('--url <url>', 'the gateway (else COUNTERSIGN_URL, else the last sign-in)')
    .option('--as <account>', 'a fixture account of a gateway on one machine')
    .action(async (service: string, operation: string, options: CallOptions) => {
      const { call } = await import('./call.ts');
      const { response, error, masked } = await call(environment, options, { service, operation }, say);
      if (masked !== undefined) say(`Masked: ${JSON.stringify(masked)}`);
      out(JSON.stringify(error === undefined ? response : { error }, undefined, 2));
      if (error !== undefined) process.exitCode = exitCodes['aws-error'];
    });
}

function appended(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function completionCommand(root: Command, { out }: Printing): void {
  root
    .command('completion')
    .description('print what completes commands, services and operations in your shell: source it there')
    .addArgument(
      new Argument('<shell>', 'words: what may stand for the last of the words').choices(['bash', 'zsh', 'fish', 'words']),
    )
    .argument('[words...]')
    .action(async (shell: 'bash' | 'zsh' | 'fish' | 'words', words: readonly string[]) => {
      const { completedWords, completionScripts } = await import('./completion.ts');
      if (shell !== 'words') return out(completionScripts[shell]);
      const { openCatalog } = await import('./policy-files.ts');
      const found = completedWords(root, words, openCatalog);
      if (found.length > 0) out(found.join('\n'));
    });
}
