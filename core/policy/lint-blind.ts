/** Guardrails on tags and resources that leave it to chance what holds where those are not known. */

import type { ActionDirectory } from './action-directory.ts';
import type { LintComplaint } from './check-policies.ts';
import type { EntityKey, Policy } from './policy.ts';

/** A blind guardrail denies (`facts-unknown`): safe, but nobody is asked, and the caller reads no sentence of an author. */
export function blindGuardrails(
  policy: Policy,
  policies: readonly Policy[],
  directory: ActionDirectory,
): readonly LintComplaint[] {
  if (policy.effect === 'permit' || policy.mode === 'shadow') return [];
  const guards = policies.filter(({ effect, mode }) => effect === 'forbid' && mode === 'enforce');
  const isCovered = (speaks: (other: Policy) => boolean) =>
    guards.some((other) => speaks(other) && covers(other, policy, directory));
  return [
    ...(policy.reads.tags && !isCovered(({ reads }) => reads.tagsKnown) ? [blindOn('tags', 'resource.tagsKnown')] : []),
    ...(policy.reads.resource && !isCovered(({ reads }) => reads.resourcesKnown)
      ? [blindOn('resource', 'context.resourcesKnown')]
      : []),
  ];
}

function blindOn(what: 'tags' | 'resource', fact: string): LintComplaint {
  const message = `where the ${what} cannot be told, this denies without a sentence (facts-unknown): say what holds then, in a forbid on the same actions unless { ${fact} }`;
  return { message, severity: 'warning', rule: 'blind', near: what === 'tags' ? 'Tag(' : 'resource' };
}

/** Every action of the guardrail is one of the other's, or in a group of its. */
function covers(other: Policy, policy: Policy, directory: ActionDirectory): boolean {
  if (other.actions === undefined) return true;
  const theirs = new Set(other.actions);
  return (
    policy.actions?.every((action) => theirs.has(action) || groupsOf(action, directory).some((group) => theirs.has(group))) ??
    false
  );
}

function groupsOf(action: EntityKey, directory: ActionDirectory): readonly EntityKey[] {
  const prefix = 'CS::Action::';
  return (directory.groupsOf(action.slice(prefix.length)) ?? []).map((group) => `${prefix}${group}`);
}
