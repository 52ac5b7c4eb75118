/** A compiled policy set as text, so that a cold start reads policies instead of compiling them. Made and read by one release. */

import { policySetOf } from './compile-policies.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';

type PackedReads = {
  readonly [Name in keyof Policy['reads']]: Policy['reads'][Name] extends ReadonlySet<string>
    ? readonly string[]
    : Policy['reads'][Name];
};
type PackedPolicy = Omit<Policy, 'reads'> & { readonly reads: PackedReads };
type Packed = { readonly version: string; readonly policies: readonly PackedPolicy[] };

export function packPolicies({ version, policies }: PolicySet): string {
  const packed: Packed = {
    version,
    policies: [...policies.values()].map((policy) => ({ ...policy, reads: packReads(policy.reads) })),
  };
  return JSON.stringify(packed);
}

/** Throws `TypeError` for a text whose policies are not those that its version names. */
export function unpackPolicies(text: string): PolicySet {
  const { version, policies }: Packed = JSON.parse(text);
  const set = policySetOf(policies.map(unpackPolicy));
  if (set.version !== version) throw new TypeError('the packed policies are not those of their version: pack them again');
  return set;
}

/** JSON leaves out what is undefined; a policy has those members all the same. */
function unpackPolicy(packed: PackedPolicy): Policy {
  const { actions, resourceType, reads } = packed;
  return { ...packed, actions, resourceType, reads: unpackReads(reads) };
}

function packReads(reads: Policy['reads']): PackedReads {
  const { tagKeys, parameters, chains, exactActions, entities, facts } = reads;
  return {
    ...reads,
    tagKeys: [...tagKeys],
    parameters: [...parameters],
    chains: [...chains],
    exactActions: [...exactActions],
    entities: [...entities],
    facts: [...facts],
  };
}

function unpackReads(reads: PackedReads): Policy['reads'] {
  const { tagKeys, parameters, chains, exactActions, entities, facts } = reads;
  return {
    ...reads,
    tagKeys: new Set(tagKeys),
    parameters: new Set(parameters),
    chains: new Set(chains),
    exactActions: new Set(exactActions),
    entities: new Set(entities),
    facts: new Set(facts),
  };
}
