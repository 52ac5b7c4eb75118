/** boto3 kept running: many calls in one process, where each start of Python costs a second. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cliEnv } from './aws-cli.ts';

export type Boto3Call = {
  readonly endpoint: string;
  readonly service: string;
  readonly operation: string;
  readonly mode: 'legacy' | 'standard';
  /** At most. */
  readonly attempts: number;
};

/** What its user catches. */
export type Boto3Error = { readonly code: string; readonly message: string; readonly requestId: string };

export type Boto3Shell = { readonly call: (asked: Boto3Call) => Promise<Boto3Error>; readonly close: () => Promise<void> };

const script = fileURLToPath(new URL('./boto3-shell.py', import.meta.url));

/** One call at a time. */
export function openBoto3Shell(keys: readonly [accessKeyId: string, secret: string, token: string]): Boto3Shell {
  const child = spawn('python3', [script, ...keys], { env: cliEnv({ AWS_CONFIG_FILE: '/dev/null' }) });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close');
  return {
    call: async (asked) => {
      const answered = Promise.race([once(lines, 'line'), ended.then(() => ['null'])]);
      child.stdin.write(`${JSON.stringify(asked)}\n`);
      const [line = 'null']: readonly string[] = await answered;
      const caught: Boto3Error | null = JSON.parse(line);
      if (caught === null) throw new Error('python3 ended');
      return caught;
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
