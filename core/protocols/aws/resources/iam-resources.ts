/** IAM: users, roles, groups, policies. A name does not tell the path in its ARN, so that only new and ARN-named ones are known. */

import { identities } from './iam-identities.ts';
import {
  type Found,
  isArn,
  type Kind,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

type IamType = 'user' | 'role' | 'group' | 'policy' | 'instance-profile';

const nameParameters: readonly (readonly [parameter: string, type: IamType])[] = [
  ['UserName', 'user'],
  ['RoleName', 'role'],
  ['GroupName', 'group'],
  ['InstanceProfileName', 'instance-profile'],
];
const created: ReadonlyMap<string, readonly [parameter: string, type: IamType]> = new Map([
  ['CreateUser', ['UserName', 'user']],
  ['CreateRole', ['RoleName', 'role']],
  ['CreateGroup', ['GroupName', 'group']],
  ['CreatePolicy', ['PolicyName', 'policy']],
  ['CreateInstanceProfile', ['InstanceProfileName', 'instance-profile']],
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
  const { operation, parameters } = call;
  const creating = created.get(operation);
  if (creating !== undefined) return newOne(call, ...creating);
  if (ofTheAccount.test(operation)) return theAccount;
  if (byPolicyArn.has(operation)) return one(parameters, 'PolicyArn', (arn) => policyOf(call, arn));
  return identities(call) ?? floor(call);
}

function newOne(call: ResourceCall, parameter: string, type: IamType): Found {
  const path = textAt(call.parameters, 'Path') ?? '/';
  return one(call.parameters, parameter, (name) => own(call, kindOf(type), `${path.replace(/^\//, '')}${name}`));
}

/** AWS's own policies have the account `aws`: nobody's, and for everybody. */
function policyOf(call: ResourceCall, arn: string): Found {
  if (!isArn(arn)) return unknowable;
  const there = arn.includes(':iam::aws:') ? { ...call, account: 'aws' } : call;
  return named(there, kindOf('policy'), { arn, toName: (resource) => /^policy\/(.+)$/.exec(resource)?.[1] });
}

/** Everything that is named, as it would be called without a path. */
function floor(call: ResourceCall): Found {
  const byName = nameParameters.flatMap(([parameter, type]) => {
    const name = textAt(call.parameters, parameter);
    return name === undefined ? [] : [own(call, kindOf(type), name)];
  });
  const policyArn = textAt(call.parameters, 'PolicyArn');
  return merge([...byName, ...(policyArn === undefined ? [] : [policyOf(call, policyArn)]), unknowable]);
}

function kindOf(type: IamType): Kind {
  return {
    service: 'iam',
    type,
    path: (name) => `${type}/${name}`,
    name: /^(?:[\x21-\x29\x2b-\x3e\x40-\x7e]{1,510}\/)?[A-Za-z0-9+=,.@_-]{1,128}$/,
    without: 'region',
  };
}
