/** What the policy commands read without a gateway: policy files, the operator's file, the catalog and the engine that ship with the CLI. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Config } from '#config/config.ts';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { type Catalog, createCatalog } from '#core/catalog/catalog.ts';
import { openPack } from '#core/catalog/pack.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies, type PolicyFile } from '#core/policy/compile-policies.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import { PolicySetError } from '#core/policy/policy-set-error.ts';
import { CliError } from './cli-error.ts';

/** A file that nobody wrote by hand is not read to find that out; the lint has its own, lower limit. */
const maxBytes = 64 * 1024 * 1024;

/** The `.cedar` files of one directory, as the gateway reads them, by path from where the command runs. Errors: CliError `usage`. */
export function readPolicyFiles(directory: string): readonly PolicyFile[] {
  const names = filesIn(directory, '.cedar');
  if (names.length === 0) throw new CliError('usage', `${directory} holds no .cedar file. Name the directory of the policies.`);
  return names.map((name) => ({ name: shownPath(name), text: readText(name) }));
}

/** Errors: CliError `usage`, with every fault by file, line and column. */
export function readPolicySet(directory: string, chains?: readonly string[]): PolicySet {
  loadEngine();
  try {
    return compilePolicies(readPolicyFiles(directory), chains === undefined ? {} : { chains });
  } catch (error) {
    if (error instanceof PolicySetError) throw new CliError('usage', `the policies cannot be used:\n${error.message}`);
    throw error;
  }
}

/** Errors: CliError `usage`, with every fault. */
export function readConfig(file: string): Config {
  try {
    return parseConfig(readText(file), file);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError('usage', error.message);
    throw error;
  }
}

/** The files of a directory that end so, by name. Errors: CliError `usage`. */
export function filesIn(directory: string, ending: string): readonly string[] {
  try {
    const names = readdirSync(directory);
    return names
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    throw new CliError('usage', `${directory} is no directory that can be read. Name the directory of the policies.`);
  }
}

/** UTF-8 text. Errors: CliError `usage`. */
export function readText(file: string): string {
  try {
    if (statSync(file).size > maxBytes) throw new CliError('usage', `${file} has more than ${maxBytes} bytes.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', `${file} cannot be read as UTF-8 text.`);
  }
}

export function shownPath(file: string): string {
  return relative('.', file) || file;
}

let isEngineLoaded = false;
let opened: Catalog | undefined;

/** The policy engine, from its installed package; read once a process. */
export function loadEngine(): void {
  if (isEngineLoaded) return;
  loadCedar(readFileSync(new URL('cedar_wasm_bg.wasm', import.meta.resolve('@cedar-policy/cedar-wasm/web'))));
  isEngineLoaded = true;
}

/** Opened once a process. */
export function openCatalog(): Catalog {
  opened ??= shippedCatalog();
  return opened;
}

function shippedCatalog(): Catalog {
  const data = new URL('../core/catalog/data/', import.meta.url);
  const shapes = openPack(readFileSync(new URL('shapes.pack', data)));
  return createCatalog({ index: readFileSync(new URL('index.pack', data)), shapes: shapes.read });
}
