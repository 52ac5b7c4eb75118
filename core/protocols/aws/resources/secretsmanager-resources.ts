/** Secrets Manager: a secret is named by its name, its ARN, or the ARN without the six characters that AWS appends. */

import {
  each,
  type Found,
  isArn,
  itemsAt,
  type Kind,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  theAccount,
  unknowable,
} from './touched.ts';

/** AWS appends a hyphen and six characters that the name does not tell, so every form of a secret is written with six `?`, as IAM's guide does. */
const secret: Kind = {
  service: 'secretsmanager',
  type: 'secret',
  path: (name) => `secret:${name}-??????`,
  name: /^[A-Za-z0-9/_+=.@-]{1,512}$/,
};

const lists = new Set(['ListSecrets', 'GetRandomPassword']);
const bySecretId = new Set([
  'CancelRotateSecret',
  'DeleteResourcePolicy',
  'DeleteSecret',
  'DescribeSecret',
  'GetResourcePolicy',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutResourcePolicy',
  'PutSecretValue',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'RestoreSecret',
  'RotateSecret',
  'StopReplicationToReplica',
  'TagResource',
  'UntagResource',
  'UpdateSecret',
  'UpdateSecretVersionStage',
]);

export function secretsmanager(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  if (lists.has(operation)) return theAccount;
  if (operation === 'CreateSecret') return one(parameters, 'Name', (name) => own(call, secret, name));
  if (bySecretId.has(operation)) return one(parameters, 'SecretId', (id) => secretOf(call, id));
  return operation === 'BatchGetSecretValue' ? batch(call) : undefined;
}

/** A secret by whatever names it: the proxy names of Parameter Store lead here too. */
export function secretOf(call: ResourceCall, id: string): Found {
  return isArn(id) ? named(call, secret, { arn: id, toName: nameOf }) : own(call, secret, id);
}

/** A partial ARN may mean several secrets; it is a floor of nothing. */
function nameOf(resource: string): string | undefined {
  return /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(resource)?.[1];
}

/** Filters choose secrets by what they hold at that time. */
function batch(call: ResourceCall): Found {
  const isFiltered = itemsAt(call.parameters, 'Filters').length > 0;
  const listed = each(call.parameters, 'SecretIdList', (id) => secretOf(call, id));
  return isFiltered ? merge([listed, unknowable]) : listed;
}
