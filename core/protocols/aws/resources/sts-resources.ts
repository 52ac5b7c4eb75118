/** STS: who is asking is the account's business; a role to assume is that role. */

import { type Found, isArn, type Kind, named, one, type ResourceCall, theAccount, unknowable } from './touched.ts';

const role: Kind = {
  service: 'iam',
  type: 'role',
  path: (name) => `role/${name}`,
  name: /^(?:[\x21-\x7e]{1,510}\/)?[A-Za-z0-9+=,.@_-]{1,64}$/,
  without: 'region',
};

const ofTheAccount = new Set(['DecodeAuthorizationMessage', 'GetAccessKeyInfo', 'GetCallerIdentity', 'GetSessionToken']);
const assumed = new Set(['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

export function sts(call: ResourceCall): Found | undefined {
  if (ofTheAccount.has(call.operation)) return theAccount;
  if (!assumed.has(call.operation)) return undefined;
  return one(call.parameters, 'RoleArn', (arn) => (isArn(arn) ? named(call, role, { arn, toName: roleName }) : unknowable));
}

function roleName(resource: string): string | undefined {
  return /^role\/([^*?]+)$/.exec(resource)?.[1];
}
