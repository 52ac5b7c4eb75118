/** `countersign exec -- CMD`: runs a command with the profile of a connection, has it wait through approvals, and says who is asked. */

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { askedOf, type Body, callName, cancelApproval, listApprovals } from './approvals.ts';
import { CliError } from './cli-error.ts';
import { type CredentialOptions, credentials } from './credentials.ts';
import type { Environment } from './environment.ts';
import { plain } from './print.ts';
import { setup } from './setup.ts';
import { gatewayUrl } from './sign-in.ts';
import { writeText } from './state-file.ts';

export type ExecOptions = Pick<CredentialOptions, 'url' | 'as' | 'connection' | 'reason' | 'breakGlass'>;

type Say = (line: string) => void;

const lookMilliseconds = 1500;
/** A waiting call answers as throttling does. Clients stop by a retry quota of their own after about a hundred of these. */
const maxAttempts = 500;

/** Gives the command's own exit code. Errors: CliError. */
export async function exec(
  environment: Environment,
  options: ExecOptions,
  command: readonly string[],
  say: Say,
): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new CliError('usage', 'Name the command: countersign exec --connection NAME -- aws s3 ls');
  const startedAt = new Date().toISOString();
  const child = spawn(program, args, { stdio: 'inherit', env: await environmentOf(environment, options) });
  const ended = exitOf(child, program);
  const watching = new AbortController();
  const waiting = new Map<string, Body>();
  const watched = watch({ environment, options, startedAt, waiting, say }, watching.signal);
  // The terminal sends Ctrl-C to the command too; what it asked for is taken back.
  let cancelled = Promise.resolve();
  const interrupted = () => {
    cancelled = cancelAll({ environment, options, waiting, say });
  };
  process.on('SIGINT', interrupted);
  const code = await ended.finally(() => watching.abort());
  await Promise.all([watched, cancelled]);
  process.off('SIGINT', interrupted);
  return code;
}

async function environmentOf(environment: Environment, options: ExecOptions): Promise<NodeJS.ProcessEnv> {
  const { connection, breakGlass } = options;
  // Opened here, where its refusal can be read; the profile only takes up the session.
  if (breakGlass === true) await credentials(environment, options);
  const sections = await setup(environment, { ...options, print: true });
  const file = `${environment.stateDirectory}/exec-${connection}.config`;
  writeText(file, `${sections.join('\n\n')}\n`);
  const inherited = environment.names.filter((name) => !ownVariables.has(name));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, environment.variable(name) ?? ''])),
    AWS_CONFIG_FILE: file,
    AWS_PROFILE: `countersign-${connection}`,
    AWS_RETRY_MODE: 'standard',
    AWS_MAX_ATTEMPTS: String(maxAttempts),
  };
}

/** With one of these set a client would pass the gateway by. */
const ownVariables: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_DEFAULT_PROFILE',
  'AWS_ENDPOINT_URL',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
]);

function exitOf(child: ReturnType<typeof spawn>, program: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', () => reject(new CliError('usage', `"${program}" cannot be started. Is it on PATH?`)));
  child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  return promise;
}

type Watching = {
  readonly environment: Environment;
  readonly options: ExecOptions;
  readonly startedAt: string;
  readonly waiting: Map<string, Body>;
  readonly say: Say;
};

/** Says what waits, once an approval, and what became of it. The command itself learns it from the gateway. */
async function watch({ environment, options, startedAt, waiting, say }: Watching, signal: AbortSignal): Promise<void> {
  const page = (id: string) => `${gatewayUrl(environment, options.url)}/approvals/${id}`;
  while (!signal.aborted) {
    await sleep(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    const pending = await pendingSince(environment, options, startedAt);
    for (const approval of pending.filter(({ id }) => !waiting.has(plain(id)))) {
      const id = plain(approval.id);
      waiting.set(id, approval);
      say(`countersign: ${callName(approval)} waits for ${askedOf(approval)} since ${plain(approval.createdAt)}: ${page(id)}`);
    }
    for (const [id, approval] of waiting) {
      if (pending.some((one) => one.id === id)) continue;
      waiting.delete(id);
      if (!signal.aborted) say(`countersign: ${callName(approval)} waits no more.`);
    }
  }
}

/** A gateway that does not answer for a moment changes nothing of what the command does. */
async function pendingSince(environment: Environment, options: ExecOptions, startedAt: string): Promise<readonly Body[]> {
  const mine = await listApprovals(environment, { ...options, mine: true }).catch(() => []);
  return mine.filter(({ createdAt, executor }) => executor !== 'nobody' && plain(createdAt) >= startedAt);
}

type Cancelling = Omit<Watching, 'startedAt'>;

async function cancelAll({ environment, options, waiting, say }: Cancelling): Promise<void> {
  for (const id of waiting.keys()) {
    const isCancelled = await cancelApproval(environment, options, id).then(
      () => true,
      () => false,
    );
    waiting.delete(id);
    if (isCancelled) say(`countersign: the approval ${id} is taken back.`);
  }
}
