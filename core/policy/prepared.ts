/** Names of prepared slices. Cedar never forgets a name, so a bounded number of names is used again and again, the longest unused first. */

import { preparePolicies } from './cedar.ts';
import type { Slice } from './slice.ts';

const maxNames = 2_000;
/** A prepared policy takes a few kilobytes: this bounds the memory of all slices together. */
const maxPolicies = 40_000;

/** What permits everything where only guardrails are asked. No policy file can take this id: it has a colon. */
const permitAll: readonly [id: string, text: string] = ['countersign:permit-all', 'permit (principal, action, resource);'];

/** In the order of use: the first is the longest unused. The engine's names belong to the process, and so does this. */
const names = new Map<Slice, string>();
const freeNames: string[] = [];
let preparedPolicies = 0;

/** The name under which Cedar knows the slice; `undefined` when Cedar refuses it. */
export function preparedName(slice: Slice): string | undefined {
  const known = names.get(slice);
  if (known !== undefined) {
    names.delete(slice);
    names.set(slice, known);
    return known;
  }
  while (names.size > 0 && (names.size >= maxNames || preparedPolicies + slice.policies.length > maxPolicies)) forgetOldest();
  return prepare(slice, freeNames.pop() ?? `slice-${names.size}`);
}

/** How much is prepared now, for those who watch memory. */
export function preparedCounts(): { readonly names: number; readonly policies: number } {
  return { names: names.size, policies: preparedPolicies };
}

function prepare(slice: Slice, name: string): string | undefined {
  const texts = slice.policies.map(({ id, text }) => [id, text] as const);
  if (!preparePolicies(name, Object.fromEntries(slice.mode === 'guardrails' ? [...texts, permitAll] : texts))) {
    freeNames.push(name);
    return undefined;
  }
  names.set(slice, name);
  preparedPolicies += slice.policies.length;
  return name;
}

function forgetOldest(): void {
  const [oldest] = names;
  if (oldest === undefined) return;
  const [slice, name] = oldest;
  names.delete(slice);
  preparedPolicies -= slice.policies.length;
  preparePolicies(name, {});
  freeNames.push(name);
}
