/** Operation → IAM actions and access, from AWS's authorization reference and our reviewed overrides. */

import type { Access } from '#core/model.ts';
import { actionOverrides, type ServiceOverride } from './action-overrides.ts';
import type { IamAction, IamActions } from './iam-data.ts';
import { type Model, signingNameOf } from './model.ts';
import { returnsSecret } from './secret-read.ts';
import { changesPermissions } from './sharing.ts';

/** `actions` is absent when the only one has the service's prefix and the operation's own name. */
export type Authorization = { readonly access: Access; readonly actions?: readonly string[] };

export type Asked = { readonly service: string; readonly model: Model; readonly iam: IamActions };

/** IAM's prefix of a service's actions; the signing name where no override says otherwise. */
export function iamPrefixOf(service: string, model: Model): string {
  return actionOverrides[service]?.prefix ?? signingNameOf(model);
}

/** What one operation needs. One that no source maps has no action and counts as `permissions`: it is refused unless a policy names it. */
export function authorize(operation: string, asked: Asked): Authorization {
  const prefix = iamPrefixOf(asked.service, asked.model);
  const names = actionNames(operation, prefix, asked);
  const actions = names.map((name) => findAction(name, asked.iam));
  const access = accessOf(
    operation,
    actions.map((action) => action.access),
    asked,
  );
  const isUsual = names.length === 1 && names[0] === `${prefix}:${operation}`;
  return { access, ...(!isUsual && { actions: names }) };
}

/** Full names (`s3:PutObject`), the main one first. */
function actionNames(operation: string, prefix: string, { service, model, iam }: Asked): readonly string[] {
  const override = actionOverrides[service];
  const written = override?.actions?.[operation];
  if (written !== undefined) return written.split(' ').map((name) => (name.includes(':') ? name : `${prefix}:${name}`));
  const same = iam.get(prefix)?.get(operation.toLowerCase());
  if (same !== undefined) return [`${prefix}:${same.name}`];
  return byMethod(override, prefix, model.operations[operation]?.http.method);
}

function byMethod(override: ServiceOverride | undefined, prefix: string, method: string | undefined): readonly string[] {
  return override?.byMethod === true && method !== undefined ? [`${prefix}:${method}`] : [];
}

/** Fails for an action that IAM does not know, so that no override outlives its action. */
function findAction(name: string, iam: IamActions): IamAction {
  const [prefix = '', action = ''] = name.split(':', 2);
  const found = iam.get(prefix)?.get(action.toLowerCase());
  if (found?.name !== action) throw new Error(`action-overrides: IAM knows no action "${name}"`);
  return found;
}

const strictness: readonly Access[] = ['list', 'read', 'secret-read', 'tagging', 'write', 'permissions'];

function accessOf(operation: string, levels: readonly Access[], { service, model }: Asked): Access {
  if (levels.length === 0) return 'permissions';
  const access = strictness.findLast((level) => levels.includes(level)) ?? 'permissions';
  switch (access) {
    case 'list':
    case 'read':
      return returnsSecret(service, model, operation) ? 'secret-read' : access;
    case 'write':
      return changesPermissions(service, operation) ? 'permissions' : access;
    case 'secret-read':
    case 'tagging':
    case 'permissions':
      return access;
  }
}
