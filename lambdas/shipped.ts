/** What ships beside a function's code: the operator's file as it was checked at synth, the policies, the catalog and the policy engine. */

import { readFileSync } from 'node:fs';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import type { Config } from '#config/config.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';

export type Shipped = {
  readonly config: Config;
  readonly productVersion: string;
  readonly policies: PolicySet;
  readonly catalog: Catalog;
};

/** `directory` ends in `/`. Errors: `PolicySetError`, `policy-unavailable`. */
export function readShipped(directory: URL): Shipped {
  const { config, productVersion } = readDeployment(directory);
  loadCedar(readFileSync(new URL('cedar_wasm_bg.wasm', directory)));
  const chains = config.chains.map((chain) => chain.name);
  const policies = compilePolicies(readPolicies(new URL('policies/', directory)), { chains });
  return { config, productVersion, policies, catalog: readCatalog(new URL('catalog/', directory)) };
}

/** Written by `scripts/bundle.ts` from a file that passed its schema and rules; the function's code and it are one asset. */
function readDeployment(directory: URL): Pick<Shipped, 'config' | 'productVersion'> {
  return JSON.parse(readFileSync(new URL('deployment.json', directory), 'utf8'));
}
