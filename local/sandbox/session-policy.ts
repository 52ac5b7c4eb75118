/** How far an assumed role's session policy reaches, by actions alone: resources and conditions are not looked at. A floor, not IAM. */

import type { Json } from '#core/model.ts';
import { isInput } from './input.ts';

/** False when a session policy is there and no Allow names the action, or a Deny does. */
export function isWithinSession(policy: string | undefined, action: string): boolean {
  if (policy === undefined) return true;
  const statements = asList(statementsOf(JSON.parse(policy))).filter(isInput);
  const matching = statements.filter((statement) => asList(statement.Action).some((pattern) => matches(String(pattern), action)));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function statementsOf(policy: Json): Json | undefined {
  return isInput(policy) ? policy.Statement : undefined;
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function matches(pattern: string, action: string): boolean {
  return wildcard(pattern).test(action);
}

/** IAM's and EC2's wildcards: `*` and `?`. */
export function wildcard(pattern: string, flags = 'i'): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, `${flags}s`);
}
