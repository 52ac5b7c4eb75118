/** Groups and targets that the operator's file does not know: a policy on them never applies, and looks like protection. */

import type { DefinedNames, LintComplaint } from './check-policies.ts';
import { nearestOf } from './nearest.ts';
import type { Policy } from './policy.ts';

const groupPrefix = 'CS::Group::';

export function unknownNames({ reads, notify }: Policy, names: DefinedNames): readonly LintComplaint[] {
  const groups = [...reads.entities]
    .filter((entity) => entity.startsWith(groupPrefix))
    .map((entity) => entity.slice(groupPrefix.length));
  const targets = names.notify;
  return [
    ...groups.filter((group) => !names.groups.includes(group)).map((group) => unknownGroup(group, names.groups)),
    ...(targets === undefined
      ? []
      : notify.filter((target) => !targets.includes(target)).map((target) => unknownTarget(target, targets))),
  ];
}

function unknownGroup(group: string, known: readonly string[]): LintComplaint {
  const message = `no role, chain or issuer of the operator’s file names the group "${group}": ${guess(group, known)}`;
  return { message, severity: 'warning', rule: 'unknown-name', near: `${groupPrefix}"${group}"` };
}

function unknownTarget(target: string, known: readonly string[]): LintComplaint {
  const message = `nobody in approvals.people of the operator’s file is in the group "${target}": ${guess(target, known)}`;
  return { message, severity: 'error', rule: 'unknown-name', near: '@notify' };
}

function guess(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known);
  return nearest === undefined ? `known are ${[...new Set(known)].join(', ') || '(none)'}` : `did you mean "${nearest}"?`;
}
