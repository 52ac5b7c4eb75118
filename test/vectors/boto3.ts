/** Runs the calls of `boto3-calls.py` against an endpoint, with an environment of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { credentials } from './signers.ts';

export type BotoAnswer = { readonly name: string; readonly message: string; readonly attempts: number };

const script = fileURLToPath(new URL('./boto3-calls.py', import.meta.url));
const rowsScript = fileURLToPath(new URL('./boto3-rows.py', import.meta.url));
const keys = [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken];
const env = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' };

/** Options of a test that needs boto3: skipped, with a line, where Python has none. */
export function needsBoto3(): { readonly skip: string | false } {
  const isThere = spawnSync('python3', ['-c', 'import boto3'], { env }).status === 0;
  return { skip: !isThere && 'python3 with boto3 is not on PATH' };
}

export async function boto3Calls(
  endpoint: string,
  mode: 'legacy' | 'standard',
  attempts: number,
): Promise<readonly BotoAnswer[]> {
  return (await python([script, endpoint, ...keys, mode, String(attempts)])) as readonly BotoAnswer[];
}

/** Sends the calls of `boto3-rows.py`, and gives their names. */
export async function boto3Rows(http: string, https: string): Promise<readonly string[]> {
  return (await python([rowsScript, http, https, ...keys])) as readonly string[];
}

async function python(args: readonly string[]): Promise<unknown> {
  const child = spawn('python3', args, { env });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
