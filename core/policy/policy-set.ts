/** A policy set: all policies in force, indexed so that a decision evaluates only those that can matter. */

import type { EntityKey, Policy } from './policy.ts';

export type PolicySet = {
  /** SHA-256 over the sorted texts of the policies, whatever files they stand in: what recordings name. */
  readonly version: string;
  readonly policies: ReadonlyMap<string, Policy>;
  /** Of the policies that are enforced. */
  readonly index: PolicyIndex;
  /** The same set as if its shadow policies were enforced; absent when there are none. */
  readonly tried?: PolicySet;
};

export type PolicyIndex = {
  readonly anyAction: readonly Policy[];
  /** Policies under each action or group of actions in a scope. */
  readonly byAction: ReadonlyMap<EntityKey, readonly Policy[]>;
  /** Entities in some policy's principal scope: only these tell two principals apart. */
  readonly principals: ReadonlySet<EntityKey>;
  /** Entities that any policy writes out: only these are sent as parents. */
  readonly entities: ReadonlySet<EntityKey>;
  /** Paths of `context.requestParams` that any policy reads. */
  readonly parameters: readonly string[];
  /** Actions that a guardrail names exactly, so that being an ancestor is not enough. */
  readonly exactlyForbidden: ReadonlySet<EntityKey>;
  /** Guardrails that read tags: who could change those would get round them. */
  readonly tagGuards: readonly Policy[];
};

export function indexPolicies(policies: readonly Policy[]): PolicyIndex {
  const forbids = policies.filter((policy) => policy.effect === 'forbid');
  return {
    anyAction: policies.filter((policy) => policy.actions === undefined),
    byAction: groupByAction(policies),
    principals: new Set(policies.flatMap(scopedEntities)),
    entities: union(policies, (policy) => policy.reads.entities),
    parameters: [...union(policies, (policy) => policy.reads.parameters)].sort(),
    exactlyForbidden: union(forbids, (policy) => policy.reads.exactActions),
    tagGuards: forbids.filter(({ reads }) => reads.tags),
  };
}

function groupByAction(policies: readonly Policy[]): ReadonlyMap<EntityKey, readonly Policy[]> {
  const groups = new Map<EntityKey, Policy[]>();
  for (const policy of policies) {
    for (const action of new Set(policy.actions)) {
      const group = groups.get(action);
      if (group === undefined) groups.set(action, [policy]);
      else group.push(policy);
    }
  }
  return groups;
}

function scopedEntities({ principal }: Policy): readonly EntityKey[] {
  if (principal.kind === 'entity') return [principal.entity];
  return principal.kind === 'type' && principal.within !== undefined ? [principal.within] : [];
}

function union(policies: readonly Policy[], part: (policy: Policy) => ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>();
  for (const policy of policies) for (const item of part(policy)) all.add(item);
  return all;
}
