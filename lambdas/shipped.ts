/** What ships beside a function's code: the operator's file as it was checked at synth, the policies, the catalog and the policy engine. */

import { readFileSync } from 'node:fs';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Config } from '#config/config.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import { loadCedarBeside } from '#core/policy/cedar.ts';
import { unpackPolicies } from '#core/policy/packed-policies.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { McpPinSet } from '#core/ports.ts';

export type Shipped = {
  readonly config: Config;
  readonly productVersion: string;
  /** The tools of MCP servers that people accepted. */
  readonly mcpPins: McpPinSet;
  readonly policies: PolicySet;
  /** A proposed set that is decided beside the real one. */
  readonly candidate?: PolicySet;
  readonly catalog: Catalog;
};

/** `directory` ends in `/`. Policies were compiled and checked by `scripts/bundle.ts`. Errors: `policy-unavailable`. */
export async function readShipped(directory: URL): Promise<Shipped> {
  const engine = loadCedarBeside(readFileSync(new URL('cedar_wasm_bg.wasm', directory)));
  const { config, productVersion, mcpPins } = readDeployment(directory);
  const packed = (name: string) => unpackPolicies(readFileSync(new URL(`policies/${name}.json`, directory), 'utf8'));
  const candidate = config.candidatePolicies === undefined ? {} : { candidate: packed('candidate') };
  const policies = packed('policies');
  const catalog = readCatalog(new URL('catalog/', directory));
  await engine;
  return { config, productVersion, mcpPins, policies, ...candidate, catalog };
}

/** Written by `scripts/bundle.ts` from a file that passed its schema and rules; the function's code and it are one asset. */
export function readDeployment(directory: URL): Pick<Shipped, 'config' | 'productVersion' | 'mcpPins'> {
  return JSON.parse(readFileSync(new URL('deployment.json', directory), 'utf8'));
}
