/** Runs the calls of `boto3-calls.py` against an endpoint, with an environment of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { credentials } from './signers.ts';

export type BotoAnswer = { readonly name: string; readonly message: string; readonly attempts: number };

const script = fileURLToPath(new URL('./boto3-calls.py', import.meta.url));
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
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const child = spawn('python3', [script, endpoint, accessKeyId, secretAccessKey, sessionToken, mode, String(attempts)], { env });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as readonly BotoAnswer[];
}
