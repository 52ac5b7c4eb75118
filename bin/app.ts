/** The CDK app: reads the operator's file, bundles the functions, and makes the hub's stack and the spokes'. Offline, without an account. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { checkDeployable } from '#lib/check-deployable.ts';
import { CountersignStack } from '#lib/countersign-stack.ts';
import { CountersignSpoke } from '#lib/spoke-stack.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function main(): void {
  const app = new App();
  const configFile = resolve(root, configFileOf(app));
  if (!existsSync(configFile)) throw new ConfigError(configFile, ['there is no such file. Name it by -c config=FILE.']);
  const config = parseConfig(readFileSync(configFile, 'utf8'), configFile);
  checkDeployable(config, configFile);
  const bundleDirectory = join(root, 'dist', 'lambda');
  const bundling = spawnSync(process.execPath, ['scripts/bundle.ts', '--config', configFile, '--out', bundleDirectory], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (bundling.status !== 0) throw new ConfigError('scripts/bundle.ts', ['failed; its message stands above.']);
  new CountersignStack(app, 'Countersign', { config, bundleDirectory });
  new CountersignSpoke(app, 'CountersignSpoke');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

/** `-c config=FILE`; else the operator's own file, else the example. */
function configFileOf(app: App): string {
  const asked: unknown = app.node.tryGetContext('config');
  if (typeof asked === 'string') return asked;
  const own = 'countersign.config.yaml';
  return existsSync(join(root, own)) ? own : join('examples', own);
}

try {
  main();
} catch (thrown) {
  if (!(thrown instanceof ConfigError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
