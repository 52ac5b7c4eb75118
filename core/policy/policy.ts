/** One compiled policy: its text, its place, what its annotations say, and what its scope and conditions look at. */

import type { PolicyMode } from './annotations.ts';
import type { PolicyJson } from './cedar.ts';
import type { Reads } from './reads.ts';

export type Effect = 'permit' | 'forbid';

/** An entity as one text: `CS::Group::prod-approvers`. */
export type EntityKey = string;

/** Whom the scope of a policy covers. */
export type PrincipalScope =
  | { readonly kind: 'any' }
  | { readonly kind: 'entity'; readonly entity: EntityKey }
  | { readonly kind: 'type'; readonly type: string; readonly within?: EntityKey };

export type Policy = {
  readonly id: string;
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mode: PolicyMode;
  readonly effect: Effect;
  readonly reason?: string;
  /** Chains that lift this guardrail; none for a permit and for a guardrail that nothing lifts. */
  readonly chains: readonly string[];
  /** Who is told when this permit lets a call through. */
  readonly notify: readonly string[];
  readonly principal: PrincipalScope;
  /** Actions and groups of actions in the scope; `undefined` for any. */
  readonly actions: readonly EntityKey[] | undefined;
  /** The only resource type in the scope; `undefined` for any. */
  readonly resourceType: string | undefined;
  readonly reads: Reads;
  readonly conditions: PolicyJson['conditions'];
};

export function entityKey(type: string, id: string): EntityKey {
  return `${type}::${id}`;
}
