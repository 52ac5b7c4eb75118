/**
 * IAM: users, roles, groups, policies. A name does not tell the path in its ARN, so that only new and ARN-named ones are known; the others are
 * listed as they would be called without a path, and the list is a floor.
 */

import { identities } from './iam-identities.ts';
import { byName, iamKind, newIdentity } from './iam-kinds.ts';
import { type Found, isArn, merge, named, one, type ResourceCall, textAt, theAccount, unknowable } from './touched.ts';

const nameParameters: readonly (readonly [parameter: string, type: string])[] = [
  ['UserName', 'user'],
  ['RoleName', 'role'],
  ['GroupName', 'group'],
  ['InstanceProfileName', 'instance-profile'],
  ['ServerCertificateName', 'server-certificate'],
];
/** Operations that give a new path or name: IAM asks for what it is called then, too. */
const renamed: ReadonlyMap<string, readonly [parameter: string, type: string]> = new Map([
  ['UpdateUser', ['UserName', 'user']],
  ['UpdateGroup', ['GroupName', 'group']],
  ['UpdateServerCertificate', ['ServerCertificateName', 'server-certificate']],
]);
const ofTheAccount =
  /^(?:List(?:Users|Roles|Groups|Policies|InstanceProfiles|AccountAliases|OpenIDConnectProviders|SAMLProviders|ServerCertificates|VirtualMFADevices)|GetAccount\w+|GetCredentialReport|GenerateCredentialReport)$/;
const byPolicyArn = new Set([
  'CreatePolicyVersion',
  'DeletePolicy',
  'DeletePolicyVersion',
  'GetPolicy',
  'GetPolicyVersion',
  'ListEntitiesForPolicy',
  'ListPolicyTags',
  'ListPolicyVersions',
  'SetDefaultPolicyVersion',
  'TagPolicy',
  'UntagPolicy',
]);

export function iam(call: ResourceCall): Found | undefined {
  if (ofTheAccount.test(call.operation)) return theAccount;
  if (byPolicyArn.has(call.operation)) return one(call.parameters, 'PolicyArn', (arn) => policyOf(call, arn));
  return newIdentity(call) ?? identities(call) ?? floor(call);
}

/** AWS's own policies have the account `aws`: nobody's, and for everybody. */
function policyOf(call: ResourceCall, arn: string): Found {
  if (!isArn(arn)) return unknowable;
  const there = arn.includes(':iam::aws:') ? { ...call, account: 'aws' } : call;
  return named(there, iamKind('policy'), { arn, toName: (resource) => /^policy\/(.+)$/.exec(resource)?.[1] });
}

/** Everything that is named, as it would be called without a path. */
function floor(call: ResourceCall): Found {
  const listed = nameParameters.flatMap(([parameter, type]) => {
    const name = textAt(call.parameters, parameter);
    return name === undefined ? [] : [byName(call, type, name)];
  });
  const policyArn = textAt(call.parameters, 'PolicyArn');
  const policies = policyArn === undefined ? [] : [policyOf(call, policyArn)];
  return merge([...listed, ...policies, ...calledThen(call), unknowable]);
}

function calledThen(call: ResourceCall): readonly Found[] {
  const [parameter, type] = renamed.get(call.operation) ?? [];
  if (parameter === undefined || type === undefined) return [];
  const [path, name] = [textAt(call.parameters, 'NewPath'), textAt(call.parameters, `New${parameter}`)];
  if (path === undefined && name === undefined) return [];
  const kept = textAt(call.parameters, parameter) ?? '';
  return [byName(call, type, `${(path ?? '').replace(/^\//, '')}${name ?? kept}`)];
}
