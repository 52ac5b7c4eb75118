/** The command line: every command, its options, and what it prints. Results go to stdout, progress and errors to stderr. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { type GatewayOptions, get } from './api.ts';
import { approvalCommands } from './approval-commands.ts';
import { callCommands } from './call-commands.ts';
import { CliError, exitCodes } from './cli-error.ts';
import { type CredentialOptions, credentials } from './credentials.ts';
import { type DoctorOptions, doctor } from './doctor.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type ExplainOptions, explain, explained } from './explain.ts';
import { gatewayCommand } from './gateway-command.ts';
import { login } from './login.ts';
import { maskCommands } from './mask-commands.ts';
import { mcpCommands } from './mcp-commands.ts';
import { policyCommands } from './policy-commands.ts';
import { plain, table } from './print.ts';
import { bypassCommand, peopleCommands, recordCommands } from './record-commands.ts';
import { changeHold, type ListOptions, listSessions, revokeSession, sessionFilters, showSession } from './sessions.ts';
import { type SetupOptions, setup } from './setup.ts';
import { gatewayUrl, tokenFor } from './sign-in.ts';
import { told } from './told-event.ts';

/** Runs one command line; sets the process's exit code and never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program(readEnvironment()).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // Commander has printed its own message, and its help is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof CliError) {
    say(`countersign: ${error.message}`);
    return error.exitCode;
  }
  say(`countersign: ${error instanceof Error ? error.message : String(error)}`);
  return exitCodes.refused;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function out(line: string): void {
  process.stdout.write(`${line}\n`);
}

type Json = { readonly json?: boolean };

/** The command tree. What one command alone needs is loaded when it is called: an AWS profile starts `credentials` for every command. */
export function program(environment: Environment): Command {
  const root = new Command('countersign').description('The gateway on the data path of AWS.').version(version()).exitOverride();
  identityCommands(root, environment);
  profileCommands(root, environment);
  callCommands(root, environment, { out, say });
  approvalCommands(root, environment, { out, say });
  recordCommands(sessionCommands(root, environment), environment, { out, say });
  peopleCommands(root, environment, { say });
  bypassCommand(root, { out, say });
  policyCommands(root, environment, { out, say });
  maskCommands(root, { out, say });
  mcpCommands(root, environment, { out, say });
  root
    .command('config')
    .description('the operator’s file')
    .command('check')
    .description('hold a countersign.config.yaml against its schema')
    .argument('[file]', 'the file', 'countersign.config.yaml')
    .action(async (file: string) => {
      const { checkConfig } = await import('./check-config.ts');
      const { connections, issuers, chains } = checkConfig(file);
      out(`${file} is right: ${issuers} issuer(s), ${connections} connection(s), ${chains} chain(s).`);
    });
  return root;
}

function version(): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest.version;
}

function identityCommands(root: Command, environment: Environment): void {
  gatewayCommand(root, 'login', 'sign in with your identity provider').action((options: GatewayOptions) =>
    login(environment, options, say),
  );
  gatewayCommand(root, 'token', 'print a bearer token').action(async (options: GatewayOptions) =>
    out(await tokenFor(environment, gatewayUrl(environment, options.url), options.as)),
  );
  gatewayCommand(root, 'whoami', 'who you are, and what is open to you')
    .option('--json', 'print JSON')
    .action(async (options: GatewayOptions & Json) => {
      const body = await get(environment, options, '/v1/whoami');
      out(options.json === true ? JSON.stringify(body) : whoamiText(body));
    });
}

function whoamiText(body: Readonly<Record<string, unknown>>): string {
  const principal = { ...(body.principal as object) } as Readonly<Record<string, unknown>>;
  const connections = Array.isArray(body.connections) ? body.connections : [];
  return [
    `${plain(principal.kind)} ${plain(principal.id)}`,
    `groups      ${plain(Array.isArray(principal.groups) ? principal.groups.join(', ') : undefined)}`,
    ...connections.map(
      (connection) =>
        `connection  ${plain(connection.name)} (${plain(connection.account)}): ${plain(connection.roles?.join(', '))}`,
    ),
  ].join('\n');
}

function profileCommands(root: Command, environment: Environment): void {
  gatewayCommand(root, 'credentials', 'print credentials of a connection, as the credential_process of an AWS profile')
    .requiredOption('--connection <name>', 'the connection')
    .option('--role <role>', 'the role, by ARN or last name')
    .option('--reason <text>', 'why, for the record')
    .option('--duration <seconds>', '60 to 3600')
    .option('--break-glass', 'in an emergency, with a fresh sign-in and a reason: everybody is told, and a verdict is owed')
    .action(async (options: CredentialOptions) => out(JSON.stringify(await credentials(environment, options))));
  gatewayCommand(root, 'setup', 'write AWS profiles for your connections')
    .option('--connection <name>', 'only this connection')
    .option('--print', 'only show what would be written')
    .action(async (options: SetupOptions) => {
      const sections = await setup(environment, options);
      if (options.print === true) out(sections.join('\n\n'));
      else say(`Wrote ${sections.length} profile(s) to ${environment.awsConfigFile}.`);
    });
  gatewayCommand(root, 'doctor', 'what keeps AWS clients of this machine from the gateway')
    .option('--json', 'print JSON')
    .option('--token <file...>', 'tokens of other issuers, such as a pipeline’s, that the gateway must take')
    .action(async (options: DoctorOptions & Json) => {
      const findings = await doctor(environment, options);
      const isWell = findings.every(({ cure }) => cure === undefined);
      if (!isWell) process.exitCode = exitCodes.refused;
      if (options.json === true) return out(JSON.stringify({ isWell, findings }));
      for (const { check, says, cure } of findings) {
        out(`${cure === undefined ? 'ok  ' : 'FIX '} ${check.padEnd(21)} ${says}.${cure === undefined ? '' : ` ${cure}`}`);
      }
    });
  gatewayCommand(root, 'explain', 'what would be decided of a call, and why')
    .argument('<service>', 'as in the catalog: ec2')
    .argument('<operation>', 'as in AWS’s API reference: TerminateInstances')
    .requiredOption('--connection <name>', 'the connection')
    .option('--region <region>')
    .option('--role <role>')
    .option('--parameters <json>', 'the parameters, by the names of AWS’s API reference')
    .option('--json', 'print JSON')
    .action(async (service: string, operation: string, options: ExplainOptions & Json) => {
      const body = await explain(environment, options, { service, operation });
      out(options.json === true ? JSON.stringify(body) : explained(body));
    });
}

/** The gateway counts one further and no more. */
const mostCounted = 1000;

function counted(session: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Number(session.callCount) > mostCounted ? { ...session, callCount: `${mostCounted}+` } : session;
}

function sessionCommands(root: Command, environment: Environment): Command {
  const sessions = root.command('sessions').description('recorded sessions');
  const list = gatewayCommand(sessions, 'list', 'sessions with a matching event, newest first').option('--json', 'print JSON');
  for (const filter of sessionFilters) list.option(`--${filter} <value>`);
  list.action(async (options: ListOptions & Json) => {
    const body = await listSessions(environment, options);
    if (options.json === true) return out(JSON.stringify(body));
    out(
      table(Array.isArray(body.items) ? body.items.map(counted) : [], [
        'id',
        'principal',
        'connection',
        'openedAt',
        'lastEventAt',
        'callCount',
      ]),
    );
    if (typeof body.cursor === 'string') say(`There are more: --cursor ${body.cursor}`);
  });
  gatewayCommand(sessions, 'show', 'the events of a session, in order')
    .argument('<id>')
    .option('--json', 'print JSON, one event a line')
    .action(async (id: string, options: GatewayOptions & Json) => {
      const events = await showSession(environment, options, id);
      if (options.json === true) return out(events.map((event) => JSON.stringify(event)).join('\n'));
      out(table(events.map(told), ['time', 'event', 'call', 'access', 'decision', 'outcome', 'detail']));
    });
  gatewayCommand(sessions, 'revoke', 'cut a session off; its next call fails')
    .argument('<id>')
    .action(async (id: string, options: GatewayOptions) => {
      await revokeSession(environment, options, id);
      say(`Session ${id} is revoked.`);
    });
  for (const change of ['hold', 'release'] as const) {
    gatewayCommand(sessions, change, holdDescriptions[change])
      .argument('<id>')
      .requiredOption('--reason <text>', 'why; it is recorded')
      .action(async (id: string, { reason, ...options }: GatewayOptions & { readonly reason: string }) => {
        await changeHold(environment, options, { id, change, reason });
        say(change === 'hold' ? `Session ${id} is on hold.` : `Session ${id} is on hold no more.`);
      });
  }
  return sessions;
}

const holdDescriptions = {
  hold: 'keep a session in the record, however old it is',
  release: 'end the hold of a session',
} as const;
