/**
 * The CDK app: reads the operator's file, bundles the functions, and makes the hub's stack and the spokes'. Offline, without an
 * account. The functions are bundled while the stacks' code is loaded: each takes a core for seconds.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { checkDeployable } from '#lib/check-deployable.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundleDirectory = join(root, 'dist', 'lambda');

async function main(): Promise<void> {
  const app = new App();
  const configFile = resolve(root, configFileOf(app));
  if (!existsSync(configFile)) throw new ConfigError(configFile, ['there is no such file. Name it by -c config=FILE.']);
  const config = parseConfig(readFileSync(configFile, 'utf8'), configFile);
  // biome-ignore lint/style/noProcessEnv: the CDK's CLI tells in no other way whose credentials it has; a synth without any is as good
  checkDeployable(config, configFile, process.env.CDK_DEFAULT_ACCOUNT);
  const [{ addStacks }] = await Promise.all([import('#lib/add-stacks.ts'), bundleFunctions(configFile)]);
  addStacks(app, { config, bundleDirectory, ...restartOf(app) });
  app.synth();
}

/** `-c restart=TEXT`, after what functions read once has changed. */
function restartOf(app: App): { readonly restart?: string } {
  const asked: unknown = app.node.tryGetContext('restart');
  return typeof asked === 'string' && asked !== '' ? { restart: asked } : {};
}

/** A process of its own: `bin` imports no scripts. */
async function bundleFunctions(configFile: string): Promise<void> {
  const given = [...process.execArgv, 'scripts/bundle.ts', '--config', configFile, '--out', bundleDirectory];
  const [code] = await once(spawn(process.execPath, given, { cwd: root, stdio: ['ignore', 2, 2] }), 'close');
  if (code !== 0) throw new ConfigError('scripts/bundle.ts', ['failed; its message stands above.']);
}

/** `-c config=FILE`; else the operator's own file, else the example. */
function configFileOf(app: App): string {
  const asked: unknown = app.node.tryGetContext('config');
  if (typeof asked === 'string') return asked;
  const own = 'countersign.config.yaml';
  return existsSync(join(root, own)) ? own : join('examples', own);
}

try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof ConfigError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
