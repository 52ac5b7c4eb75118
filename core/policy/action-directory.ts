/** Every action that a policy can name: operations, IAM actions, groups of both, and the product's own; with the nearest for a misspelt one. */

import type { Catalog } from '../catalog/catalog.ts';
import { askedActions } from './actions.ts';
import { nearestOf } from './nearest.ts';
import { productActions } from './product-action.ts';
import { mcpMethods, mcpService } from './tool-call.ts';

export type ActionDirectory = {
  /** The groups that an action is in, itself not among them; `undefined` for what is neither action nor group. */
  readonly groupsOf: (id: string) => readonly string[] | undefined;
  /** One action in the group; the action itself where it is one. */
  readonly exampleOf: (id: string) => string | undefined;
  /** What was probably meant. */
  readonly nearest: (id: string) => string | undefined;
};

type Found = { readonly groups: Set<string>; example?: string };

const revealForm = /^reveal:[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*$/;

/** Reads all operations of the catalog on first use: some 300 ms. `dependent` are IAM actions that no operation has of itself. */
export function createActionDirectory(catalog: Pick<Catalog, 'services'>, dependent: readonly string[] = []): ActionDirectory {
  let known: ReadonlyMap<string, Found> | undefined;
  const all = () => {
    known ??= readAll(catalog, dependent);
    return known;
  };
  return {
    groupsOf: (id) => (revealForm.test(id) ? ['reveal'] : groupList(all().get(id))),
    exampleOf: (id) => (revealForm.test(id) ? id : all().get(id)?.example),
    nearest: (id) => nearestOf(id, all().keys()),
  };
}

function groupList(found: Found | undefined): readonly string[] | undefined {
  return found === undefined ? undefined : [...found.groups];
}

function readAll({ services }: Pick<Catalog, 'services'>, dependent: readonly string[]): ReadonlyMap<string, Found> {
  const known = new Map<string, Found>();
  for (const service of services.values()) {
    for (const { name, access, actions } of service.operations.values()) {
      const call = { service: service.id, operation: name, access, actions };
      for (const { id, ancestors } of askedActions(call, new Set())) note(known, id, ancestors);
    }
  }
  for (const id of dependent) note(known, id, dependentGroups(id));
  for (const id of productActions) note(known, id, ['countersign']);
  for (const method of mcpMethods) note(known, `${mcpService}:${method}`, [mcpService]);
  note(known, 'reveal:secret', ['reveal']);
  return known;
}

/** Such an action counts as the access of the call that needs it, whichever that is. */
function dependentGroups(id: string): readonly string[] {
  const service = id.slice(0, id.indexOf(':'));
  return [
    'aws',
    `svc:${service}`,
    ...['write', 'tagging', 'permissions'].flatMap((access) => [`access:${access}`, `svc:${service}:${access}`]),
  ];
}

function note(known: Map<string, Found>, id: string, groups: readonly string[]): void {
  const action = found(known, id);
  action.example = id;
  for (const group of groups) {
    action.groups.add(group);
    found(known, group).example ??= id;
  }
}

function found(known: Map<string, Found>, id: string): Found {
  const one = known.get(id) ?? { groups: new Set() };
  known.set(id, one);
  return one;
}
