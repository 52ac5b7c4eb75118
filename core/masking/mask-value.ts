/** The walk over a decoded value: parameters by the model's member names. */

import type { Json } from '../model.ts';
import { type Claim, type Finding, pathOf, recordView } from './claim.ts';
import { maskedBlob, maskedText, redactedKey, startOfDaySeconds } from './forms.ts';
import { isExempt, nameClaim } from './free-form.ts';
import { type Edge, leafClaim, type Plan } from './plan.ts';
import { cutText, findingsOf, type TextFinder } from './text-finder.ts';

export type MaskedValue = {
  readonly value: Json;
  readonly findings: readonly Finding[];
  /** The clear texts that were masked, but for those that only name or order something, and those of people. */
  readonly clear: readonly string[];
};

/** Masks with every class: the record's view. */
export function maskValue(value: Json, root: Plan, finder: TextFinder): MaskedValue {
  const findings: Finding[] = [];
  const clear: string[] = [];
  const names: string[] = [];
  return { value: walk(value, root), findings, clear };

  function walk(part: Json, plan: Plan, claim = leafClaim(plan)): Json {
    if (part === null) return null;
    if (isList(part)) return part.map((item) => descend(item, plan.element));
    return typeof part === 'object' ? object(part, plan) : leaf(part, plan, claim);
  }

  function descend(part: Json, edge: Edge, claim = leafClaim(edge.plan)): Json {
    names.push(edge.name);
    const masked = walk(part, edge.plan, claim);
    names.pop();
    return masked;
  }

  function object(part: { readonly [name: string]: Json }, plan: Plan): Json {
    if (plan.kind === 'blob') return unkept(part, plan);
    const named = claimByName(part, plan);
    let ordinal = 0;
    const entries = Object.entries(part).map(([key, item]): [string, Json] => {
      const edge = plan.child(key);
      const byName = edge.plan.pair === 'value' ? named : undefined;
      const masked = descend(item, edge, leafClaim(edge.plan) ?? byName);
      const claim = plan.keyClaim;
      if (claim === undefined) return [plan.kind === 'structure' ? key : text(key, plan), masked];
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

  function leaf(part: string | number | boolean, plan: Plan, claim: Claim | undefined): Json {
    if (claim === undefined || isExempt(claim, String(part))) return typeof part === 'string' ? text(part, plan) : part;
    found(claim, part);
    if (typeof part === 'boolean') return false;
    if (typeof part === 'number') return plan.kind === 'timestamp' ? startOfDaySeconds(part) : 0;
    return maskedText(plan.kind, claim, part);
  }

  function text(part: string, plan: Plan): string {
    const spans = finder.find(part, plan);
    if (spans.length === 0) return part;
    findings.push(...findingsOf(spans, pathOf(names)));
    for (const { start, end, claims } of spans) {
      if (claims.some(isEchoed)) clear.push(part.slice(start, end));
    }
    return cutText(part, spans, recordView);
  }

  function found(claim: Claim, part: string | number | boolean): void {
    findings.push({ claim, path: pathOf(names) });
    if (typeof part === 'string' && !claim.isShown) clear.push(part);
  }
}

/** What one half of a pair says of the other. */
function claimByName(part: { readonly [name: string]: Json }, plan: Plan): Claim | undefined {
  for (const [key, item] of Object.entries(part)) {
    const claim = typeof item === 'string' ? nameClaim(item) : undefined;
    if (claim !== undefined && plan.child(key).plan.pair === 'name') return claim;
  }
  return undefined;
}

/** A reply that repeats personal data is found by its own detectors, and bytes by what they are. */
function isEchoed(claim: Claim): boolean {
  return !claim.isShown && !claim.class.startsWith('pii.') && claim.class !== 'ip' && claim.class !== 'binary';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
