/** Operation → the ARN of the one resource that it is about, as a template over its own parameters: from AWS's authorization reference. */

import type { StoredOperation } from '#core/catalog/stored.ts';
import type { IamAction, IamActions } from './iam-data.ts';
import { type Model, operationOf, shapeOf } from './model.ts';

export type ArnTemplate = NonNullable<StoredOperation['resource']>;

export type Asked = { readonly model: Model; readonly iam: IamActions; readonly actions: readonly string[] };

/**
 * Only where the operation's actions know exactly one type of resource between them and every variable of its ARN is a parameter. Nothing in
 * it: IAM knows no resource for the operation, which is then about the account. `undefined`: the parameters do not tell.
 */
export function arnTemplateOf(operation: string, { model, iam, actions }: Asked): ArnTemplate | undefined {
  const found = actions.map((name) => actionOf(name, iam)).filter((action) => action !== undefined);
  if (found.length === 0 || found.length !== actions.length) return undefined;
  const types = new Map(found.flatMap(({ resources }) => resources.map(({ type, arn }) => [arn, { type, arn }])));
  if (types.size === 0) return [];
  const [only, ...others] = types.values();
  if (only === undefined || others.length > 0 || !isOneResource.test(only.arn)) return undefined;
  const members = textMembers(model, operation);
  return overMembers(only, { members, operation }) ?? byArn(only, members);
}

function actionOf(name: string, iam: IamActions): IamAction | undefined {
  const [prefix = '', action = ''] = name.split(':', 2);
  return iam.get(prefix)?.get(action.toLowerCase());
}

function textMembers(model: Model, operation: string): readonly string[] {
  const input = operationOf(model, operation).input;
  const members = input === undefined ? {} : (shapeOf(model, input.shape).members ?? {});
  return Object.entries(members).flatMap(([name, { shape }]) => {
    const { type, enum: values } = shapeOf(model, shape);
    return type === 'string' && values === undefined ? [name] : [];
  });
}

type Type = { readonly type: string; readonly arn: string };
type Named = { readonly members: readonly string[]; readonly operation: string };

const isOneResource = /^arn:\$\{Partition\}:[a-z0-9-]+:(?:\$\{Region\})?:(?:\$\{Account\})?:[^*]+$/;
const head = /^arn:\$\{Partition\}:/;
const variable = /\$\{([A-Za-z0-9]+)\}/g;
const places: ReadonlyMap<string, string> = new Map([
  ['Region', 'r'],
  ['Account', 'a'],
]);

/** Every variable a member. Without one it would be one resource for every call, which no parameter tells. */
function overMembers({ type, arn }: Type, named: Named): ArnTemplate | undefined {
  const template = arn.replace(head, '');
  const names = [...template.matchAll(variable)].map(([, name = '']) => name).filter((name) => !places.has(name));
  const byName = new Map(names.map((name) => [name, memberOf(name, { type, ...named })]));
  if (names.length === 0 || [...byName.values()].includes(undefined)) return undefined;
  return [type, template.replace(variable, (_, name: string) => places.get(name) ?? `{${byName.get(name)}}`)];
}

/** One member that is an ARN and is called by the type. */
function byArn({ type, arn }: Type, members: readonly string[]): ArnTemplate | undefined {
  const [only, ...others] = members.filter((name) => /arn$/i.test(name) && plain(name).startsWith(plain(type)));
  if (only === undefined || others.length > 0) return undefined;
  return [type, arn.replace(head, '').replace(variable, (_, name: string) => places.get(name) ?? '{}'), only];
}

/** The member of the same name; or `name` and `id` of an operation that has the type in its own name. */
function memberOf(name: string, { members, type, operation }: Named & { readonly type: string }): string | undefined {
  const same = members.filter((member) => plain(member) === plain(name));
  if (same.length === 1) return same[0];
  const short = members.filter((member) => plain(type) + plain(member) === plain(name) && /^(?:name|id)$/i.test(member));
  return short.length === 1 && new RegExp(`^[A-Z][a-z]+${plain(type)}$`, 'i').test(operation) ? short[0] : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
