/** The slice of a policy set that can matter to one principal and action: exactly what the whole set would answer, at a cost that does not grow with it. */

import type { EntityKey, Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Fact } from './seen-facts.ts';

/** What a slice is looked up by. `actions` is the action and all its ancestors, `principals` the principal and all its groups. */
export type SliceKeys = {
  readonly actions: readonly EntityKey[];
  readonly principalType: string;
  readonly principals: readonly EntityKey[];
};

/** `guardrails` leaves the permits out and permits everything itself, so that only forbids speak. */
export type SliceMode = 'whole' | 'guardrails';

export type Slice = {
  readonly policies: readonly Policy[];
  readonly mode: SliceMode;
  /** Some policy reads tags, or whether they are known. */
  readonly readsTags: boolean;
  readonly namesResources: boolean;
  /** All that its policies can see. */
  readonly facts: ReadonlySet<Fact>;
};

type SliceCache = { readonly byKeys: Map<string, Slice>; readonly byContent: Map<string, Slice> };

const maxKeys = 10_000;
const maxSlices = 2_000;
const caches = new WeakMap<PolicySet, SliceCache>();

export function sliceFor(set: PolicySet, keys: SliceKeys, mode: SliceMode): Slice {
  const { byKeys, byContent } = cacheOf(set);
  const cut = cutKeys(set, keys);
  const name = [mode, keys.principalType, ...cut.actions, '', ...cut.principals].join('\n');
  const known = byKeys.get(name);
  if (known !== undefined) return known;
  const policies = keptPolicies(set, { ...cut, principalType: keys.principalType }, mode);
  const slice = remembered(byContent, [mode, ...policies.map((policy) => policy.id)].join('\n'), maxSlices, () =>
    sliceOf(policies, mode),
  );
  return remembered(byKeys, name, maxKeys, () => slice);
}

/** Only entities that some policy's scope names can tell two slices apart. */
function cutKeys({ index }: PolicySet, keys: SliceKeys): Pick<SliceKeys, 'actions' | 'principals'> {
  return {
    actions: keys.actions.filter((key) => index.byAction.has(key)).sort(),
    principals: keys.principals.filter((key) => index.principals.has(key)).sort(),
  };
}

function keptPolicies({ index }: PolicySet, keys: SliceKeys, mode: SliceMode): readonly Policy[] {
  const principals = new Set(keys.principals);
  const inReach = new Set([...index.anyAction, ...keys.actions.flatMap((key) => index.byAction.get(key) ?? [])]);
  return [...inReach].filter((policy) => {
    if (mode === 'guardrails' && policy.effect === 'permit') return false;
    return coversPrincipal(policy, keys.principalType, principals);
  });
}

export function coversPrincipal({ principal }: Policy, type: string, principals: ReadonlySet<EntityKey>): boolean {
  switch (principal.kind) {
    case 'any':
      return true;
    case 'entity':
      return principals.has(principal.entity);
    case 'type':
      return principal.type === type && (principal.within === undefined || principals.has(principal.within));
  }
}

function sliceOf(policies: readonly Policy[], mode: SliceMode): Slice {
  return {
    policies,
    mode,
    readsTags: policies.some(({ reads }) => reads.tags || reads.tagsKnown),
    namesResources: policies.some(({ reads }) => reads.resource),
    facts: new Set(policies.flatMap(({ reads }) => [...reads.facts])),
  };
}

function cacheOf(set: PolicySet): SliceCache {
  const known = caches.get(set);
  if (known !== undefined) return known;
  const cache: SliceCache = { byKeys: new Map(), byContent: new Map() };
  caches.set(set, cache);
  return cache;
}

/** A bounded memory: the oldest entry leaves. */
function remembered<V>(memory: Map<string, V>, key: string, limit: number, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const value = make();
  const oldest = memory.size >= limit ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
  memory.set(key, value);
  return value;
}
