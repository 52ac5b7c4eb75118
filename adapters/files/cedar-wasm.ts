/** Reads the policy engine's wasm file out of its installed package. */

import { readFileSync } from 'node:fs';

/** The bytes for `loadCedar`. Where the product runs bundled, the bundle brings its own copy. */
export function readCedarWasm(): Uint8Array {
  return readFileSync(new URL('cedar_wasm_bg.wasm', import.meta.resolve('@cedar-policy/cedar-wasm/web')));
}
