/** Classes of operations that reach further than their name says, as action groups. The lists are curated; `classesVersion` changes with them. */

export type ActionClass = 'mints-credentials' | 'delegates' | 'interactive' | 'content-query' | 'content-export';

export const classesVersion = 1;

/** Operations by class. Names are `<service>:<operation>`; IAM's names where they differ stand beside them. */
export const actionClasses: Readonly<Record<ActionClass, readonly string[]>> = {
  'mints-credentials': [],
  delegates: [],
  interactive: [],
  'content-query': [],
  'content-export': [],
};

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
