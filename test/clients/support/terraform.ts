/** Runs Terraform with AWS's provider where both are on the machine; nothing is fetched from a registry. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { cliEnv } from './aws-cli.ts';
import { needs } from './on-path.ts';

export type TerraformResult = { readonly output: string; readonly code: number };

const timeoutMs = 240_000;
/** Where machines without a network keep providers (Terraform's filesystem mirrors). */
const mirrors = ['/usr/local/share/terraform/plugins', '/usr/share/terraform/plugins', '/opt/tf-plugins'];
const mirror = mirrors.find((directory) => existsSync(`${directory}/registry.terraform.io/hashicorp/aws`));

/** Options of a test: skipped, with a line that says what is missing. */
export function needsTerraform(...programs: readonly string[]): { readonly skip: string | false } {
  const missing = needs('terraform', ...programs).skip;
  return { skip: missing === false && mirror === undefined ? 'no mirror with the provider hashicorp/aws' : missing };
}

/** Standard output and error as one text, without colours. */
export async function terraform(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<TerraformResult> {
  const own = args[0] === 'init' ? [`-plugin-dir=${mirror}`] : [];
  const child = spawn('terraform', [...args, ...own, '-no-color', '-input=false'], {
    cwd,
    env: { ...cliEnv(env), CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', TF_IN_AUTOMATION: '1' },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const code = new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  return { output: stdout + stderr, code: status };
}
