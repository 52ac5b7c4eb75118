/** Every action that a policy can name, those included that follow from a call's parameters alone. */

import type { Catalog } from './catalog/catalog.ts';
import { type ActionDirectory, createActionDirectory } from './policy/action-directory.ts';
import { actionRules } from './protocols/aws/actions/action-rules.ts';

/** What no rule lists: roles that are handed over, and the verbs of PartiQL. */
const others = [
  'iam:PassRole',
  'dynamodb:PartiQLSelect',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

export function knownActions(catalog: Pick<Catalog, 'services'>): ActionDirectory {
  return createActionDirectory(catalog, [...actionRules.flatMap(({ actions }) => actions), ...others]);
}
