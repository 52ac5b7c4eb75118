/** Runs the unmodified aws CLI with an environment of its own: nothing of the machine's AWS settings reaches it. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export type CliResult = { readonly stdout: string; readonly stderr: string; readonly code: number };

export type CliOptions = {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly cwd?: string;
  /** The `aws` of PATH where none is named. */
  readonly program?: string;
};

const timeoutMs = 60_000;

/** `env` says whom to reach and with what: `AWS_PROFILE` and `AWS_CONFIG_FILE`, or keys and `AWS_ENDPOINT_URL`. The exit code is -1 when it was ended. */
export async function awsCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(options.program ?? 'aws', args, {
    env: cliEnv(env),
    timeout: options.timeoutMs ?? timeoutMs,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const code = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? -1));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  return { stdout, stderr, code: status };
}

/** The machine's environment without its AWS settings and proxies, and with these. */
export function cliEnv(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(process.env).flatMap(([name, value]) => {
    const isAws = name.startsWith('AWS_') || /^(https?|all|no)_proxy$/i.test(name);
    return isAws || value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '', ...env };
}

/** Environment of the CLI for plain keys and an endpoint. */
export function keysEnv(
  url: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string },
  region = 'eu-west-1',
): Readonly<Record<string, string>> {
  const nowhere = '/dev/null';
  return {
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}
