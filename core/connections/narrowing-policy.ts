/** The narrowing policy: the STS session policy that one assumed role is cut down to. */

import { canonicalJson } from '../canonical.ts';
import type { Call, Json, Role } from '../model.ts';
import { callGrants } from './call-grants.ts';
import { type Grant, prefixOf } from './grant.ts';
import { serviceLinkedRoles } from './service-linked-roles.ts';
import { type TagFact, tagDenials } from './tag-denials.ts';

/** STS's limit on an inline session policy (AssumeRole, `Policy`). */
export const narrowingPolicyLimit = 2048;

/** How far a role was cut: to exactly the call, to its actions on anything, to its service, or not at all. */
export type Narrowing = { readonly to: 'call' | 'actions' | 'service'; readonly policy: string } | { readonly to: 'off' };

export type NarrowingOptions = {
  /** An approval is for exactly one call, and so are the credentials that carry it out. */
  readonly isApproved?: boolean;
  /** The tags that guardrails decided on: AWS holds the call to them, where they fit into the policy. */
  readonly tags?: readonly TagFact[];
};

/** The session policy of `narrowingOf`; `undefined` for a role that is not narrowed. */
export function narrowingPolicy(call: Call, role: Role, options: NarrowingOptions = {}): string | undefined {
  const narrowing = narrowingOf(call, role, options);
  return narrowing.to === 'off' ? undefined : narrowing.policy;
}

/**
 * An approved call, one that reads secrets and one that changes permissions are always cut to the call, whatever the role says. A call on more
 * resources than STS takes is cut to its actions. Where what a call needs was not checked, or its resources are not known, it is cut to its
 * service: that denies nothing that the call needs.
 */
export function narrowingOf(call: Call, role: Role, { isApproved = false, tags = [] }: NarrowingOptions = {}): Narrowing {
  const isAlways = isApproved || call.access === 'secret-read' || call.access === 'permissions';
  if (role.narrow === 'off' && !isAlways) return { to: 'off' };
  const exact = isAlways || role.narrow === 'call' ? callGrants(call) : undefined;
  const denials = tagDenials(call, tags);
  if (exact === undefined) return { to: 'service', policy: written(allowing(serviceGrants(call), call), denials) };
  const statements = allowing(exact, call);
  if (written(statements).length <= narrowingPolicyLimit) return { to: 'call', policy: written(statements, denials) };
  const onAnything = exact.map((grant) => ({ ...grant, resources: ['*'] }));
  return { to: 'actions', policy: written(allowing(onAnything, call), denials) };
}

/** The operation's service, and the further actions that the call needs elsewhere. */
function serviceGrants(call: Call): readonly Grant[] {
  const prefix = prefixOf(call.actions[0] ?? `${call.service}:*`);
  const elsewhere = call.actions.filter((action) => prefixOf(action) !== prefix);
  return [{ actions: [`${prefix}:*`, ...new Set(elsewhere)], resources: ['*'] }];
}

function allowing(grants: readonly Grant[], call: Call): readonly Json[] {
  const prefix = prefixOf(call.actions[0] ?? call.service);
  const inAccounts = { StringEqualsIfExists: { 'aws:ResourceAccount': accountsOf(call) } };
  return [
    ...grants.map((grant) => statement({ ...grant, condition: { ...grant.condition, ...inAccounts } })),
    ...ofAws(grants, prefix),
    statement(viaService(prefix)),
    ...serviceLinkedRoles(call, prefix).map(statement),
  ];
}

/** Denials that do not fit into STS's limit are left to the gateway's own decision, which read the tags just before. */
function written(allowed: readonly Json[], denials: readonly Json[] = []): string {
  const policy = inAscii(canonicalJson({ Version: '2012-10-17', Statement: [...allowed, ...denials] }));
  return denials.length === 0 || policy.length <= narrowingPolicyLimit ? policy : written(allowed);
}

/** STS takes no character beyond U+00FF in a policy; a key may have any. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function statement({ actions, resources, condition }: Grant): Json {
  const one = (values: readonly string[]): Json => (values.length === 1 ? (values[0] ?? '') : values);
  return {
    Effect: 'Allow',
    Action: one(actions),
    Resource: one(resources),
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/**
 * The account of the call, and those of foreign resources that were decided on (threats 10). Without the `IfExists`, IAM would deny the
 * actions that do not know the key, among them EC2's on snapshots and peerings.
 */
function accountsOf({ account, resources }: Call): readonly string[] {
  const foreign = resources.map((resource) => resource.account).filter((each) => /^\d{12}$/.test(each));
  return [...new Set([account, ...foreign])];
}

/**
 * What AWS itself keeps in accounts of its own for everybody: public images, documents, parameters, policies and models. Their ARNs name no
 * account, and which of them a call may use is in its parameters, where policies see it.
 */
const sharedByAws: ReadonlyMap<string, readonly string[]> = new Map([
  ['bedrock', ['arn:*:bedrock:*::foundation-model/*']],
  ['bedrock-agentcore', ['arn:*:bedrock-agentcore:*:aws:*']],
  ['cloudformation', ['arn:*:cloudformation:*::type/*', 'arn:*:cloudformation:*:aws:transform/*']],
  ['ec2', ['arn:*:ec2:*::image/*', 'arn:*:ec2:*::snapshot/*', 'arn:*:ec2:*:aws:prefix-list/*']],
  ['iam', ['arn:*:iam::aws:policy/*']],
  ['ssm', ['arn:*:ssm:*::document/*', 'arn:*:ssm:*::parameter/aws/*', 'arn:*:ssm:*::automation-definition/*']],
]);

function ofAws(grants: readonly Grant[], prefix: string): readonly Json[] {
  const shared = sharedByAws.get(prefix) ?? [];
  return grants
    .filter(({ actions, condition }) => condition === undefined && actions.some((action) => prefixOf(action) === prefix))
    .map(({ actions, resources }) => ({
      actions: actions.filter((action) => prefixOf(action) === prefix),
      resources: resources.includes('*') ? shared : resources.filter((arn) => shared.some((pattern) => isLike(arn, pattern))),
    }))
    .filter(({ resources }) => resources.length > 0)
    .map(statement);
}

/** IAM's `*` in a pattern of this table. */
function isLike(arn: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(arn);
}

/** KMS when the service uses it on the call's behalf. */
function viaService(prefix: string): Grant {
  return {
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    condition: { StringLike: { 'kms:ViaService': `${prefix}.*.amazonaws.com*` } },
  };
}
