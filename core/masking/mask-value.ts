/** The walk over a decoded value: parameters by the model's member names. */

import type { Json } from '../model.ts';
import { type Claim, type Finding, pathOf } from './claim.ts';
import { maskedBlob, maskedText, redactedKey, startOfDaySeconds } from './forms.ts';
import { type Edge, leafClaim, type Plan } from './plan.ts';

export type MaskedValue = {
  readonly value: Json;
  readonly findings: readonly Finding[];
  /** The clear texts that were masked, but for those that only name or order something. */
  readonly clear: readonly string[];
};

/** Masks with every class: the record's view. */
export function maskValue(value: Json, root: Plan): MaskedValue {
  const findings: Finding[] = [];
  const clear: string[] = [];
  const names: string[] = [];
  return { value: walk(value, root), findings, clear };

  function walk(part: Json, plan: Plan): Json {
    if (part === null) return null;
    if (isList(part)) return part.map((item) => descend(item, plan.element));
    return typeof part === 'object' ? object(part, plan) : leaf(part, plan);
  }

  function descend(part: Json, edge: Edge): Json {
    names.push(edge.name);
    const masked = walk(part, edge.plan);
    names.pop();
    return masked;
  }

  function object(part: { readonly [name: string]: Json }, plan: Plan): Json {
    if (plan.kind === 'blob') return unkept(part, plan);
    let ordinal = 0;
    const entries = Object.entries(part).map(([key, item]): [string, Json] => {
      const masked = descend(item, plan.child(key));
      const claim = plan.keyClaim;
      if (claim === undefined) return [key, masked];
      found(claim, key);
      ordinal += 1;
      return [redactedKey(claim.class, ordinal), masked];
    });
    return Object.fromEntries(entries);
  }

  /** A body that was not kept is its size and keyed hash; of a sensitive one not even those. */
  function unkept(part: Json, plan: Plan): Json {
    if (plan.claim === undefined) return part;
    found(plan.claim, true);
    return maskedBlob(plan.claim.class);
  }

  function leaf(part: string | number | boolean, plan: Plan): Json {
    const claim = leafClaim(plan);
    if (claim === undefined) return part;
    found(claim, part);
    if (typeof part === 'boolean') return false;
    if (typeof part === 'number') return plan.kind === 'timestamp' ? startOfDaySeconds(part) : 0;
    return maskedText(plan.kind, claim.class, part);
  }

  function found(claim: Claim, part: string | number | boolean): void {
    findings.push({ claim, path: pathOf(names) });
    if (typeof part === 'string' && !claim.isShown) clear.push(part);
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
