/** Free-form places: maps, tags, documents and JSON in strings, where a name may say that its value is secret (layer 3). */

import type { Claim } from './claim.ts';
import { isSecretKey } from './key-names.ts';
import { type Edge, type Plan, selfPlan } from './plan.ts';
import { isSecretValue } from './secret-assignment.ts';

export const keyNameClaim: Claim = { class: 'secret', rule: 'key-name', isShown: false };

const named: Edge = { name: '*', plan: selfPlan('document', keyNameClaim) };

/** A text or document that no model describes. */
export const freeForm: Plan = {
  ...selfPlan('document', undefined),
  child: (name) => freeChild(name),
  get element() {
    return { name: '[]', plan: freeForm };
  },
};

const names: Edge = { name: '*', plan: { ...freeForm, pair: 'name', element: { name: '[]', plan: freeForm } } };
const values: Edge = { name: '*', plan: { ...freeForm, pair: 'value', element: { name: '[]', plan: freeForm } } };
const others: Edge = { name: '*', plan: freeForm };

export function freeChild(name: string): Edge {
  if (isSecretKey(name)) return named;
  const pair = pairOf(name);
  if (pair === undefined) return others;
  return pair === 'name' ? names : values;
}

/** Which half of a pair a member is, by its name: `Key` and `Value`, `name` and `value`, `ParameterKey` and `ParameterValue`. */
export function pairOf(name: string): Plan['pair'] {
  if (/^(?:Parameter|Option|Tag)?(?:Key|Name)$|^(?:key|name|tagKey)$/.test(name)) return 'name';
  return /^(?:Parameter|Tag|String)?Value$|^(?:value|tagValue|stringValue)$/.test(name) ? 'value' : undefined;
}

/** A name says secret, and the value is a stand-in, a flag or a name: nothing to mask. */
export function isExempt(claim: Claim, clear: string): boolean {
  return claim.rule === keyNameClaim.rule && !isSecretValue(clear);
}

/** Values that wait for their names: in one object either may come first. */
export type Pairs<Leaf> = {
  readonly name: (frame: number, text: string) => void;
  readonly value: (frame: number, leaf: Leaf) => void;
  /** Each value, with whether its name says secret. */
  readonly settle: (onValue: (leaf: Leaf, isNamed: boolean) => void) => void;
};

export function createPairs<Leaf>(): Pairs<Leaf> {
  const secretFrames = new Set<number>();
  const waiting: { readonly frame: number; readonly leaf: Leaf }[] = [];
  return {
    name: (frame, text) => {
      if (isSecretKey(text)) secretFrames.add(frame);
    },
    value: (frame, leaf) => waiting.push({ frame, leaf }),
    settle: (onValue) => {
      for (const { frame, leaf } of waiting) onValue(leaf, secretFrames.has(frame));
    },
  };
}
