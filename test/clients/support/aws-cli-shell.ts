/** The aws CLI kept running: many commands by its own entry point in one process, where each start of the program costs a second. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { awsCli, type CliOptions, type CliResult, cliEnv } from './aws-cli.ts';
import { pathOf } from './on-path.ts';

export type AwsShell = {
  /** What `aws --version` begins with: `aws-cli/1.45.11`. */
  readonly version: string;
  /** As `awsCli`, after the commands asked before it. */
  readonly run: (args: readonly string[], env: Readonly<Record<string, string>>, options?: CliOptions) => Promise<CliResult>;
  readonly close: () => Promise<void>;
};

type Answer = { readonly code: number; readonly stdout: string; readonly stderr: string };

const script = fileURLToPath(new URL('./aws-cli-shell.py', import.meta.url));

/** `program` is the `aws` to keep running; one that is no Python program is started anew for each command. */
export async function openAwsShell(program = pathOf('aws') ?? 'aws'): Promise<AwsShell> {
  const child = spawn(pythonOf(program), [script], { env: { ...cliEnv({}), PYTHONUTF8: '1' } });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([nextLine(lines), once(child, 'close').then(() => undefined)]);
  if (first === undefined) return startedAnew(program);
  const { version }: { readonly version: string } = JSON.parse(first);
  let last: Promise<unknown> = Promise.resolve();
  return {
    version: `aws-cli/${version}`,
    run: (args, env, options = {}) => {
      const answered = last.then(() => ask(child, lines, { args, ...whole(env, options) }));
      last = answered.catch(() => undefined);
      return answered;
    },
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}

async function startedAnew(program: string): Promise<AwsShell> {
  const { stdout } = await awsCli(['--version'], {}, { program });
  return {
    version: stdout.split(' ')[0] ?? '',
    run: (args, env, options) => awsCli(args, env, { ...options, program }),
    close: async () => undefined,
  };
}

/** The interpreter that the program names itself; behind a shim, the one on PATH. */
function pythonOf(program: string): string {
  const [, named] = /^#!(\S*python[\d.]*)\s*$/m.exec(readFileSync(program, 'latin1').slice(0, 200)) ?? [];
  return named ?? 'python3';
}

async function ask(child: ChildProcessWithoutNullStreams, lines: Interface, command: object): Promise<CliResult> {
  const line = nextLine(lines);
  child.stdin.write(`${JSON.stringify(command)}\n`);
  const answer: Answer = JSON.parse(await line);
  return { code: answer.code, stdout: text(answer.stdout), stderr: text(answer.stderr) };
}

async function nextLine(lines: Interface): Promise<string> {
  const [line]: readonly string[] = await once(lines, 'line');
  return line ?? '';
}

function whole(env: Readonly<Record<string, string>>, { cwd = process.cwd(), input = '' }: CliOptions): object {
  return { env: cliEnv(env), cwd, input: base64(input) };
}

function base64(input: string | Uint8Array): string {
  return Buffer.from(input).toString('base64');
}

function text(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString();
}
