/** The plan of a walk: the shape graph of one operation with the masking rules laid over it, made as far as a walk needs it. */

import type { Shape, TimestampFormat } from '../catalog/shape.ts';
import type { Claim } from './claim.ts';
import type { Detection } from './detect.ts';

/** By which names a message calls the members: the model's own, or those of JSON and CBOR, or those of XML. */
export type Naming = 'member' | 'json' | 'xml';

/** What to do with a value. A node is shared by all places of the same shape under the same rules, so recursion costs nothing. */
export type Plan = {
  /** `unmodelled`: the catalog does not know this value. `framing`: the protocol's own, and nothing of the caller's. */
  readonly kind: Shape['kind'] | 'unmodelled' | 'framing';
  readonly claim: Claim | undefined;
  /** Whether findings inside the text leave the client's view alone: of what carries it on, and of the `never` list. */
  readonly isFlow: boolean;
  /** Half of a pair such as a tag: the one names what the other holds. */
  readonly pair?: 'name' | 'value';
  /** Detectors of the operator that look here and nowhere else. */
  readonly scans?: readonly Detection[];
  readonly timestampFormat?: TimestampFormat;
  /** The edge by a name on the wire: a member, the value of a map, in XML also the element of a list. */
  readonly child: (wireName: string) => Edge;
  /** Elements of a JSON or CBOR list. */
  readonly element: Edge;
  /** Of the keys of a map, where the model marks them. */
  readonly keyClaim: Claim | undefined;
};

export type Edge = { readonly name: string; readonly plan: Plan };

export const unmodelledClaim: Claim = { class: 'unmodelled', rule: 'unmodelled', isShown: false };

/** A plan for a value that the catalog does not know. */
export const unmodelled: Plan = selfPlan('unmodelled', unmodelledClaim);

/** A plan for what belongs to the protocol. */
export const framing: Plan = selfPlan('framing', undefined);

/** The claim on a leaf as a whole. A scalar where the model has a structure is something that the catalog does not know. */
export function leafClaim(plan: Plan): Claim | undefined {
  if (plan.claim !== undefined) return plan.claim;
  switch (plan.kind) {
    case 'structure':
    case 'list':
    case 'map':
    case 'event-stream':
      return unmodelledClaim;
    default:
      return undefined;
  }
}

/** A plan whose values all share one claim, at any depth. */
export function selfPlan(kind: Plan['kind'], claim: Claim | undefined): Plan {
  const plan: Plan = {
    kind,
    claim,
    isFlow: false,
    keyClaim: undefined,
    // Names that no model gives may be data, and do not belong into a path.
    child: (name) => ({ name: kind === 'framing' ? name : '*', plan }),
    get element() {
      return { name: '[]', plan };
    },
  };
  return plan;
}
