/**
 * Bundles every function once: `dist/lambda/<name>/` holds `index.mjs`, the modules that it imports, and what they read beside
 * them. The same bytes run in tests and on AWS, and two runs make the same bytes.
 * `node scripts/bundle.ts --config FILE [--out DIRECTORY]`
 */

import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build as esbuild, type Metafile } from 'esbuild';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import type { Config } from '#config/config.ts';
import { parseConfig } from '#config/parse-config.ts';
import { knownActions } from '#core/known-actions.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { checkPolicies } from '#core/policy/check-policies.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { packPolicies } from '#core/policy/packed-policies.ts';
import { PolicySetError } from '#core/policy/policy-set-error.ts';
import { type Pins, parsePins } from '#core/protocols/mcp/pin.ts';
import { zipSize } from './zip-size.ts';

export type Bundling = {
  readonly configFile: string;
  readonly outDirectory: string;
  /** These functions instead of all. */
  readonly only?: readonly string[];
};

export type Bundle = {
  readonly name: string;
  readonly directory: string;
  readonly zipBytes: number;
  /** The files of the repository that went into it. */
  readonly inputs: readonly string[];
};

const root = fileURLToPath(new URL('..', import.meta.url));
const nodeHttp = join(root, 'lambdas', 'node-http.ts');

/** What Lambda takes is larger; what a cold start likes is smaller (DESIGN: budgets). */
export const maxZipBytes = 6 * 1024 * 1024;

/** Errors: `ConfigError`, `PolicySetError`; an Error for a bundle that is too large or holds what may not ship. */
export async function bundle({ configFile, outDirectory, only }: Bundling): Promise<readonly Bundle[]> {
  const config = parseConfig(readFileSync(configFile, 'utf8'), configFile);
  rmSync(outDirectory, { recursive: true, force: true });
  const names = only ?? functionNames();
  const builtDirectory = join(outDirectory, '.built');
  // esbuild is a process of its own: meanwhile the policies are checked in this one.
  const building = build(names, builtDirectory);
  const [metafile, { policies, mcpPins }] = await Promise.all([building, readBeside(configFile, config)]);
  const outputs = outputsByFile(metafile);
  const bundles = names.map((name) => {
    const directory = join(outDirectory, name);
    layBeside(directory, { policies, config, mcpPins });
    const modules = modulesOf(`${name}.mjs`, outputs);
    for (const file of modules) cpSync(join(builtDirectory, file), join(directory, file === `${name}.mjs` ? 'index.mjs' : file));
    const container = join(root, 'lambdas', name, 'Dockerfile');
    if (existsSync(container)) cpSync(container, join(directory, 'Dockerfile'));
    const inputs = inputsOf(modules, outputs);
    refuseForeign(name, inputs);
    const zipBytes = zipSize(directory);
    if (zipBytes > maxZipBytes) throw new Error(`${name}: its zip has ${zipBytes} bytes, and ${maxZipBytes} are allowed.`);
    return { name, directory, zipBytes, inputs };
  });
  rmSync(builtDirectory, { recursive: true });
  return bundles;
}

/** A function is a folder of `lambdas/` with an `index.ts`. */
export function functionNames(): readonly string[] {
  return globSync('lambdas/*/index.ts', { cwd: root })
    .map((file) => file.split(/[\\/]/)[1] ?? '')
    .sort();
}

/** What may never ship: what belongs to one machine, and what only tests and the stack need. */
const foreign =
  /^(local|test|cli|lib|scripts|bin)\/|^adapters\/local\/|node_modules\/(oidc-provider|aws-local-stepfunctions|aws-cdk-lib|cdk-nag|dynalite|esbuild)\//;

/** @throws Error that names the first file which may not be in a bundle. */
export function refuseForeign(name: string, inputs: readonly string[]): void {
  const found = inputs.find((input) => foreign.test(input));
  if (found !== undefined) throw new Error(`${name}: ${found} may not be part of a bundle. Look for who imports it.`);
}

async function readBeside(configFile: string, config: Config): Promise<Pick<Beside, 'policies' | 'mcpPins'>> {
  return {
    policies: packedPolicies(configFile, config),
    mcpPins: readPins(resolve(dirname(configFile), config.mcpPins)),
  };
}

type PackedPolicies = { readonly policies: string; readonly candidate?: string };

function packedPolicies(configFile: string, { policies, candidatePolicies, chains }: Config): PackedPolicies {
  loadCedar(readCedarWasm());
  const names = chains.map((chain) => chain.name);
  const pack = (directory: string) => packDirectory(resolve(dirname(configFile), directory), names);
  return { policies: pack(policies), ...(candidatePolicies === undefined ? {} : { candidate: pack(candidatePolicies) }) };
}

/** Errors: `PolicySetError`, for what cannot be loaded and for what the lint calls an error; the one form is no matter of a build. */
function packDirectory(directory: string, chains: readonly string[]): string {
  const files = readPolicies(directory);
  const set = compilePolicies(files, { chains });
  const { findings } = checkPolicies(files, { directory: knownActions(readCatalog()) });
  const errors = findings.filter(({ severity, rule }) => severity === 'error' && rule !== 'format');
  if (errors.length > 0) throw new PolicySetError(errors);
  return packPolicies(set);
}

/** What functions share is made once, as modules that each of them gets: a third of the work of making every function by itself. */
async function build(names: readonly string[], builtDirectory: string): Promise<Metafile> {
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `lambdas/${name}/index.ts`, out: name })),
    outdir: builtDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    splitting: true,
    alias: { http: nodeHttp, 'node:http': nodeHttp },
    // All in one directory, so that `import.meta.url` leads to what lies beside.
    chunkNames: '[hash]',
    minify: true,
    legalComments: 'none',
    // What is CommonJS inside calls `require`, which a module does not have.
    banner: { js: "import{createRequire as createRequire_}from'node:module';const require=createRequire_(import.meta.url);" },
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}

/** A file that is not there accepts nothing. Errors: an Error that names what is wrong with it. */
function readPins(file: string): Pins {
  return existsSync(file) ? parsePins(readFileSync(file, 'utf8')) : {};
}

type Beside = { readonly policies: PackedPolicies; readonly config: Config; readonly mcpPins: Pins };

function layBeside(directory: string, { policies, ...deployed }: Beside): void {
  mkdirSync(join(directory, 'policies'), { recursive: true });
  cpSync(join(root, 'core/catalog/data'), join(directory, 'catalog'), { recursive: true });
  writeFileSync(join(directory, 'cedar_wasm_bg.wasm'), readCedarWasm());
  for (const [name, packed] of Object.entries(policies)) writeFileSync(join(directory, 'policies', `${name}.json`), packed);
  writeFileSync(join(directory, 'deployment.json'), `${JSON.stringify({ productVersion: productVersion(), ...deployed })}\n`);
}

function productVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return manifest.version;
}

type Output = Metafile['outputs'][string];

function outputsByFile({ outputs }: Metafile): ReadonlyMap<string, Output> {
  return new Map(Object.entries(outputs).map(([file, output]) => [basename(file), output]));
}

/** The modules that an entry loads, at once or later, itself included. */
function modulesOf(entry: string, outputs: ReadonlyMap<string, Output>): readonly string[] {
  const found = new Set([entry]);
  for (const file of found) {
    const imports = outputs.get(file)?.imports ?? [];
    for (const { path, external } of imports) if (external !== true) found.add(basename(path));
  }
  return [...found];
}

function inputsOf(modules: readonly string[], outputs: ReadonlyMap<string, Output>): readonly string[] {
  const used = modules
    .flatMap((file) => Object.entries(outputs.get(file)?.inputs ?? {}))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(used.map(([file]) => file))].sort();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, out: { type: 'string', default: 'dist/lambda' } } });
  const configFile = values.config ?? 'examples/countersign.config.yaml';
  for (const { name, zipBytes } of await bundle({ configFile, outDirectory: resolve(root, values.out) })) {
    process.stderr.write(`${name}: ${(zipBytes / 1024 / 1024).toFixed(2)} MB zipped\n`);
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : 'The bundles could not be made.'}\n`);
    process.exitCode = 1;
  }
}
