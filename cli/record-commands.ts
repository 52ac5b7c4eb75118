/** The commands over the record itself: prove it, replay it, follow it, take it away. */

import { type Command, Option } from 'commander';
import { exportFormats } from '#core/recording/export-forms.ts';
import { type GatewayOptions, get, post } from './api.ts';
import type { BypassOptions } from './bypass-check.ts';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { type ExportPage, exportPages, keepBodies } from './export-pages.ts';
import { gatewayCommand } from './gateway-command.ts';
import { plain, table } from './print.ts';
import { replay } from './replay.ts';
import type { VerifyOptions } from './sessions-verify.ts';
import { tail } from './tail.ts';
import { told } from './told-event.ts';

export type Printing = { readonly out: (line: string) => void; readonly say: (line: string) => void };

type Json = { readonly json?: boolean };
type Exporting = GatewayOptions & { readonly format: string; readonly bodies?: string };

export function bypassCommand(root: Command, { out, say }: Printing): void {
  root
    .command('bypass-check')
    .description('calls in AWS’s own trail that did not come through the gateway')
    .argument(
      '[source]',
      'a CloudTrail log, a folder of them, an answer of LookupEvents, or s3://BUCKET/PREFIX; else LookupEvents is asked',
    )
    .option('--hours <number>', 'how far LookupEvents looks back', '24')
    .option('--region <region>', 'where the trail is, else that of your AWS profile')
    .option('--config <file>', 'the operator’s file, which names the governed accounts and roles', 'countersign.config.yaml')
    .option('--record <directory>', 'sealed segments, to hold each request id against')
    .option('--json', 'print JSON')
    .action(async (source: string | undefined, options: BypassOptions & Json) => {
      const { bypassCheck } = await import('./bypass-check.ts');
      const { looked, silent, calls } = await bypassCheck(source, options);
      if (silent.length > 0) say(`Nothing was checked of ${silent.join(', ')}: the trail has no record of it.`);
      if (options.json === true) out(JSON.stringify(calls));
      else if (calls.length > 0) out(table(calls, ['time', 'account', 'identity', 'call', 'why', 'requestId']));
      if (calls.length > 0) throw new CliError('refused', `${calls.length} call(s) did not come through the gateway.`);
      say(`Every call in the trail came through the gateway: ${looked} records of governed accounts were read.`);
    });
}

type Erasing = GatewayOptions & { readonly value: readonly string[]; readonly reason: string };

export function peopleCommands(root: Command, environment: Environment, { say }: Pick<Printing, 'say'>): void {
  const people = root.command('people').description('people: cut one off, from the gateway or from the pseudonyms of the record');
  gatewayCommand(people, 'revoke', 'cut a person, pipeline or agent off, with every session and token that they hold')
    .argument('<id>')
    .action(async (id: string, options: GatewayOptions) => {
      await post(environment, options, `/v1/principals/${encodeURIComponent(id)}/revoke`, {});
      say(`${id} is revoked. A sign-in from now on counts again, so block the person at the identity provider as well.`);
    });
  gatewayCommand(people, 'erase', 'cut a person off from the pseudonyms of the record, for good')
    .requiredOption('--value <value...>', 'what the person is known by, such as an e-mail address')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .action(async ({ value: values, reason, ...options }: Erasing) => {
      await post(environment, options, '/v1/people/erase', { values, reason });
      say('The pseudonyms of the record lead to this person no more. Every event stands, and its proof holds.');
    });
}

export function recordCommands(sessions: Command, environment: Environment, { out, say }: Printing): void {
  verifyCommand(sessions, out);
  gatewayCommand(sessions, 'receipt', 'print the receipt of one event: its proof for a third party')
    .argument('<event>')
    .action(async (id: string, options: GatewayOptions) =>
      out(JSON.stringify(await get(environment, options, `/v1/events/${encodeURIComponent(id)}/receipt`))),
    );
  gatewayCommand(sessions, 'export', 'print a session in a form that other tools read')
    .argument('<id>')
    .addOption(new Option('--format <format>').choices(exportFormats).default('ocsf'))
    .option('--bodies <directory>', 'keep the replies that OCSF lines name by their hash, a file each')
    .action(async (id: string, { format, bodies, ...options }: Exporting) => {
      let last: ExportPage | undefined;
      for await (const page of exportPages(environment, options, { id, format })) {
        if (page.text !== '') out(page.text.replace(/\n$/, ''));
        if (bodies !== undefined) keepBodies(bodies, page);
        last = page;
      }
      say(`The whole session, ${last?.sealed}.`);
    });
  gatewayCommand(sessions, 'replay', 'play a session in the terminal, as it happened')
    .argument('<id>')
    .option('--speed <times>', 'how much faster; 0 shows all at once', '1')
    .action(async (id: string, { speed, ...options }: GatewayOptions & { readonly speed: string }) =>
      replay(exportPages(environment, options, { id, format: 'cast' }), speedOf(speed), (text) => process.stdout.write(text)),
    );
  gatewayCommand(sessions, 'tail', 'follow what is recorded, until you stop it')
    .option('--after <event>', 'begin behind this event')
    .option('--json', 'print JSON, one event a line')
    .action(async (options: GatewayOptions & Json & { readonly after?: string }) => {
      for await (const event of tail(environment, options, options.after))
        out(options.json === true ? JSON.stringify(event) : row(event));
    });
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (Number.isFinite(speed) && speed >= 0) return speed;
  throw new CliError('usage', '--speed must be a number, 0 or more.');
}

function row(event: Readonly<Record<string, unknown>>): string {
  const { time, event: kind, call, decision, outcome, detail } = told(event);
  return [time, event.principal, kind, call, decision, outcome, detail].map(plain).join('  ');
}

function verifyCommand(sessions: Command, out: Printing['out']): void {
  sessions
    .command('verify')
    .description('recompute the whole record offline; names the first bad event')
    .argument('[directory]', 'a data directory, or a copy of its events/ and checkpoints/', '.countersign')
    .addOption(new Option('--key <file...>', 'public keys that are trusted, PEM').makeOptionMandatory())
    .option('--proof <file>', 'check one receipt instead')
    .option('--event <id>', 'the event that the receipt must be of')
    .option('--expired-before <time>', 'segments that were sealed before may be gone, by your retention')
    .option('--json', 'print JSON')
    .action(async (directory: string, options: VerifyOptions & Json) => {
      const { verifyDirectory, verifyReceipt } = await import('./sessions-verify.ts');
      if (options.proof !== undefined) return out(verifyReceipt(options));
      const verified = verifyDirectory(directory, options);
      if (options.json === true) return out(JSON.stringify(verified));
      const { events, checkpoints, unsealed, expired, sealedAt } = verified;
      out(`Sound: ${events} events in ${checkpoints} checkpoints, the last of ${sealedAt}. ${unsealed} more are not sealed yet.`);
      if (expired > 0) out(`${expired} older events are no longer kept; their checkpoints are.`);
    });
}
