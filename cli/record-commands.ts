/** The commands over the record itself: prove it, replay it, take it away. */

import { type Command, Option } from 'commander';
import type { Environment } from './environment.ts';
import { type VerifyOptions, verifyDirectory, verifyReceipt } from './sessions-verify.ts';

export type Printing = { readonly out: (line: string) => void; readonly say: (line: string) => void };

export function recordCommands(sessions: Command, _environment: Environment, { out }: Printing): void {
  verifyCommand(sessions, out);
}

function verifyCommand(sessions: Command, out: Printing['out']): void {
  sessions
    .command('verify')
    .description('recompute the whole record offline; names the first bad event')
    .argument('[directory]', 'a data directory, or a copy of its events/ and checkpoints/', '.countersign')
    .addOption(new Option('--key <file...>', 'public keys that are trusted, PEM').makeOptionMandatory())
    .option('--proof <file>', 'check one receipt instead')
    .option('--event <id>', 'the event that the receipt must be of')
    .option('--json', 'print JSON')
    .action((directory: string, options: VerifyOptions & { readonly json?: boolean }) => {
      if (options.proof !== undefined) return out(verifyReceipt(options));
      const verified = verifyDirectory(directory, options);
      if (options.json === true) return out(JSON.stringify(verified));
      const { events, checkpoints, unsealed, sealedAt } = verified;
      out(`Sound: ${events} events in ${checkpoints} checkpoints, the last of ${sealedAt}. ${unsealed} more are not sealed yet.`);
    });
}
