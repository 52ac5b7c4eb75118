/** The kinds of IAM's resources, and how the new ones are named: their path is told, or AWS sets it. */

import { createdOf, kindOf, type TableKind } from './operation-table.ts';
import { type Found, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

/** A name, with the path in front of it where that is known. */
const nameWithPath = /^(?:[\x21-\x29\x2b-\x3e\x40-\x7e]{1,510}\/)?[A-Za-z0-9+=,.@_-]{1,128}$/;

export function iamKind(type: string, name = nameWithPath): TableKind {
  return kindOf({ service: 'iam', type, template: `${type}/{}`, name, without: 'region' });
}

const kinds = new Map(
  ['user', 'role', 'group', 'policy', 'instance-profile', 'mfa', 'server-certificate'].map((type) => [type, iamKind(type)]),
);

/** Operation → the member that names what it makes, and its type. */
const made: ReadonlyMap<string, readonly [member: string, type: string]> = new Map([
  ['CreateGroup', ['GroupName', 'group']],
  ['CreateInstanceProfile', ['InstanceProfileName', 'instance-profile']],
  ['CreatePolicy', ['PolicyName', 'policy']],
  ['CreateRole', ['RoleName', 'role']],
  ['CreateUser', ['UserName', 'user']],
  ['CreateVirtualMFADevice', ['VirtualMFADeviceName', 'mfa']],
  ['UploadServerCertificate', ['ServerCertificateName', 'server-certificate']],
]);

/** What the call makes; `undefined` for a call that makes nothing, or something that another rule names. */
export function newIdentity(call: ResourceCall): Found | undefined {
  const [member, type] = made.get(call.operation) ?? [];
  if (member === undefined || type === undefined) return undefined;
  const path = textAt(call.parameters, 'Path') ?? '/';
  return one(call.parameters, member, (name) => byName(call, type, `${path.replace(/^\//, '')}${name}`));
}

export function byName(call: ResourceCall, type: string, name: string): Found {
  const kind = kinds.get(type);
  return kind === undefined ? unknowable : own(call, kind, name);
}

const hostAndPath = /^https:\/\/([a-z0-9.-]+(?:\/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?)$/;

/** An OpenID provider is called by its address. */
export function providerOf(call: ResourceCall): Found {
  const address = hostAndPath.exec(textAt(call.parameters, 'Url') ?? '')?.[1];
  return address === undefined ? unknowable : own(call, iamKind('oidc-provider', /^[A-Za-z0-9._~/-]{1,255}$/), address);
}

const principal = '[a-z0-9.-]{1,128}';

/** AWS names the role of a service itself, below the service’s own path. */
export function linkedRole(call: ResourceCall): Found {
  const service = textAt(call.parameters, 'AWSServiceName') ?? '';
  if (!new RegExp(`^${principal}$`).test(service)) return unknowable;
  return createdOf({ ...iamKind('role'), path: (name) => `role/aws-service-role/${service}/${name}` })(call);
}

/** The id of the deletion holds path and name of the role. */
export function deletedLinkedRole(call: ResourceCall): Found {
  const pattern = new RegExp(`^task/(aws-service-role/${principal}/[A-Za-z0-9+=,.@_-]{1,128})/[0-9a-f-]{36}$`);
  const role = pattern.exec(textAt(call.parameters, 'DeletionTaskId') ?? '')?.[1];
  return role === undefined ? unknowable : byName(call, 'role', role);
}
