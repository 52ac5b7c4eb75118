/** The command on masking: it reads files, and works without a gateway. */

import type { Command } from 'commander';
import type { MaskTryOptions } from './mask-try.ts';
import { table } from './print.ts';

type Printer = { readonly out: (line: string) => void; readonly say: (line: string) => void };

export function maskCommands(root: Command, { out, say }: Printer): void {
  root
    .command('mask')
    .description('masking: try it on a file')
    .command('try')
    .description('print the masked form of a file, and the rules that hit')
    .requiredOption('--file <file>', 'a text, JSON, or a reply of AWS as it came over the wire')
    .option('--service <service>', 'with --operation: masked by AWS’s model of that reply')
    .option('--operation <operation>', 'as in AWS’s API reference: DescribeInstances')
    .option('--config <file>', 'with the rules of an operator’s file')
    .option('--json', 'print JSON')
    .action(async (options: MaskTryOptions & { readonly json?: boolean }) => {
      const { tryMask } = await import('./mask-try.ts');
      const tried = tryMask(options);
      if (options.json === true) return out(JSON.stringify(tried));
      out(tried.masked);
      const rows = tried.masks.map((mask) => ({ ...mask, form: mask.form ?? 'redact', paths: mask.paths.join(' ') }));
      say(rows.length === 0 ? 'Nothing was masked.' : table(rows, ['rule', 'class', 'form', 'count', 'paths']));
    });
}
