/**
 * Classes of operations that reach further than their name says, as action groups (`class:delegates`): told by the models, corrected by a
 * reviewed overlay (`scripts/classes`), and pinned.
 *
 * - `mints-credentials`: the answer holds credentials, or a link that is one: whoever has it needs no gateway any more (threats 11).
 * - `delegates`: AWS, or code, then acts under another identity: what it does passes no gateway (threats 5).
 * - `interactive`: a shell, a tunnel or a stream both ways: what passes through it is no call (threats 6).
 * - `content-query`: the caller’s own language runs over content, or a handle from elsewhere says what is read: a mask can be asked
 *   around (threats 20, 28).
 * - `content-export`: content leaves in bulk, for where nothing masks it (threats 20).
 */

import { classMembers } from './class-members.ts';

export type ActionClass = keyof typeof classMembers;

/** Operations by class, as `<service>:<operation>` of the catalog. */
export const actionClasses: Readonly<Record<ActionClass, readonly string[]>> = classMembers;

const classesByAction = groupByAction();

/** The groups of one operation or IAM action: `class:delegates`. */
export function classesOf(action: string): readonly string[] {
  return classesByAction.get(action) ?? [];
}

function groupByAction(): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, actions] of Object.entries(actionClasses)) {
    for (const action of actions) groups.set(action, [...(groups.get(action) ?? []), `class:${name}`]);
  }
  return groups;
}
