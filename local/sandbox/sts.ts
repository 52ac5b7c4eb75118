/** STS: AssumeRole under the conditions of a spoke's trust policy, and GetCallerIdentity. */

import type { AccessKey, AssumedRole } from './access-keys.ts';
import type { Context, Fixture, Input, Output } from './fixture.ts';
import { optionalInteger, optionalText, tagMap, text } from './input.ts';
import { SandboxError } from './sandbox-error.ts';

export const sts: Fixture = {
  protocol: 'query',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  version: '2011-06-15',
  operations: {
    AssumeRole: {
      members: 'RoleArn RoleSessionName SourceIdentity Tags TransitiveTagKeys ExternalId Policy DurationSeconds',
      run: assumeRole,
    },
    GetCallerIdentity: { members: '', run: (_input, { account, caller }) => identityOf(account, caller) },
  },
};

function assumeRole(input: Input, context: Context): Output {
  const role = text(input, 'RoleArn');
  const assumed = assumedRole(input, role);
  requireTrust(assumed, context);
  const seconds = optionalInteger(input, 'DurationSeconds') ?? 3600;
  if (seconds < 900 || seconds > 43_200)
    throw new SandboxError('ValidationError', 'DurationSeconds must be within 900 to 43200.');
  const key = context.keys.issue(assumed, new Date(Date.parse(context.now) + seconds * 1000).toISOString());
  return {
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: key.expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: `${roleId(role)}:${assumed.roleSessionName}`, Arn: assumedArn(context.account, assumed) },
    SourceIdentity: assumed.sourceIdentity,
  };
}

function assumedRole(input: Input, role: string): AssumedRole {
  const externalId = optionalText(input, 'ExternalId');
  const sessionPolicy = optionalText(input, 'Policy');
  return {
    role,
    roleSessionName: sessionName(input),
    sourceIdentity: optionalText(input, 'SourceIdentity') ?? '',
    tags: tagMap(input, 'Tags'),
    ...(externalId === undefined ? {} : { externalId }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy: checkedPolicy(sessionPolicy) }),
  };
}

function sessionName(input: Input): string {
  const name = text(input, 'RoleSessionName');
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new SandboxError('ValidationError', 'RoleSessionName must match [\\w+=,.@-]{2,64}.');
}

function checkedPolicy(policy: string): string {
  if (policy.length > 2048) throw new SandboxError('PackedPolicyTooLarge', 'The session policy is longer than 2,048 characters.');
  if (isJson(policy)) return policy;
  throw new SandboxError('MalformedPolicyDocument', 'The session policy is not JSON.');
}

function isJson(value: string): boolean {
  try {
    return typeof JSON.parse(value) === 'object';
  } catch {
    return false;
  }
}

/** The spoke's trust policy: this account, the external id, a source identity and the session's tag. No chaining. */
function requireTrust(assumed: AssumedRole, { account, externalId, caller }: Context): void {
  const isTrusted =
    assumed.role.startsWith(`arn:aws:iam::${account}:role/`) &&
    caller.assumed === undefined &&
    (externalId === undefined || assumed.externalId === externalId) &&
    /^[\w+=,.@-]{2,64}$/.test(assumed.sourceIdentity) &&
    (assumed.tags['countersign:session'] ?? '') !== '' &&
    Object.keys(assumed.tags).every((key) => key.startsWith('countersign:'));
  if (isTrusted) return;
  throw new SandboxError(
    'AccessDenied',
    `The caller is not authorized to perform: sts:AssumeRole on resource: ${assumed.role}`,
    403,
  );
}

function identityOf(account: string, { assumed }: AccessKey): Output {
  if (assumed === undefined)
    return { UserId: 'AIDACOUNTERSIGNHUB000', Account: account, Arn: `arn:aws:iam::${account}:user/countersign-hub` };
  return { UserId: `${roleId(assumed.role)}:${assumed.roleSessionName}`, Account: account, Arn: assumedArn(account, assumed) };
}

/** An assumed role's ARN has the role's name without its path. */
function assumedArn(account: string, { role, roleSessionName }: AssumedRole): string {
  return `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${roleSessionName}`;
}

/** A stable made-up id of the role's form. */
function roleId(role: string): string {
  return `AROA${Buffer.from(role).toString('hex').toUpperCase().slice(-17)}`;
}
