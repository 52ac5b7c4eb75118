/** Settles a decision: an allowed call gets its permit, every other becomes the error that its caller reads. */

import type { Approval } from './approval/approval.ts';
import { narrowingDenial } from './connections/narrowing-denial.ts';
import { narrowingPolicy } from './connections/narrowing-policy.ts';
import type { Verdict } from './decide-strictly.ts';
import { GatewayError } from './errors.ts';
import type { Caller } from './front.ts';
import { roleSessionNameOf, sourceIdentityOf } from './identity/source-identity.ts';
import type { MaskedReply } from './masking/mask-reply.ts';
import type { AnyConnection, AwsCredentials, Call, Decision, DenyCause, Role } from './model.ts';
import type { AssumeRequest, RoleAssumer, RolePlace } from './ports.ts';

/** What an allowed call gets: the role, how it is narrowed, and in whose name it is assumed. */
export type Permit = {
  readonly role: Role;
  readonly sourceIdentity: string;
  readonly narrowingPolicy: string | undefined;
  /** What names an approved call in AWS's own log. */
  readonly tags: Readonly<Record<string, string>>;
};

/** A refusal that a connection only observes gets its permit; the record says what would have been refused. */
type Settled = Pick<Verdict, 'decision' | 'isEnforced' | 'tags'>;

/** Errors: `denied`, with the sentences of the policies that decided. */
export function settle(verdict: Settled, call: Call, caller: Caller, approval?: Approval): Permit {
  const { decision, isEnforced, tags } = verdict;
  if (isEnforced && decision.outcome !== 'allow') throw new GatewayError('denied', refusal(decision, call));
  return {
    role: caller.role,
    sourceIdentity: sourceIdentityOf(caller.session.principal),
    narrowingPolicy:
      caller.connection.kind === 'aws'
        ? narrowingPolicy(call, caller.role, { isApproved: approval?.use !== undefined, tags })
        : undefined,
    tags: approval?.use === undefined ? {} : { 'countersign:approval': approval.id, 'countersign:call': approval.use.callId },
  };
}

/** The credentials of the permit's role; none for an MCP server that knows the gateway otherwise. Errors: `upstream-unreachable`. */
export async function credentialsFor(
  permit: Permit,
  caller: Caller,
  { roles, callId }: { readonly roles: RoleAssumer; readonly callId: string },
): Promise<AwsCredentials | undefined> {
  const place = placeOf(caller.connection);
  return place === undefined ? undefined : roles.assume({ ...assumeRequest(permit, caller, place), callId });
}

function placeOf(connection: AnyConnection): RolePlace | undefined {
  if (connection.kind === 'aws') return connection;
  const { name, auth } = connection;
  if (auth.kind !== 'sigv4') return undefined;
  return { name, ...(auth.externalId === undefined ? {} : { externalId: auth.externalId }) };
}

function assumeRequest(permit: Permit, { session }: Caller, connection: RolePlace): AssumeRequest {
  return {
    connection,
    role: permit.role.arn,
    principal: session.principal.id,
    session: session.id,
    sourceIdentity: permit.sourceIdentity,
    roleSessionName: roleSessionNameOf(session.principal, session.id),
    tags: { 'countersign:session': session.id, ...permit.tags },
    ...(permit.narrowingPolicy === undefined ? {} : { narrowingPolicy: permit.narrowingPolicy }),
  };
}

/** AWS's denial, where it was the gateway's narrowing that denied: the caller learns whom to tell. Any other answer is passed on. */
export function deniedByNarrowing(answer: Pick<MaskedReply, 'error'>, permit: Permit): GatewayError | undefined {
  if (permit.narrowingPolicy === undefined) return undefined;
  const sentence = narrowingDenial(answer.error, { role: permit.role.arn });
  return sentence === undefined ? undefined : new GatewayError('denied', sentence);
}

type Refused = Exclude<Decision, { outcome: 'allow' }>;

function refusal(decision: Refused, call: Call): string {
  const what = `${call.service}:${call.operation}`;
  const policies = decision.policies.map((policy) =>
    policy.reason === undefined ? policy.id : `${policy.id}: ${policy.reason}`,
  );
  const because = policies.length === 0 ? '' : ` (${policies.join('; ')})`;
  if (decision.outcome === 'needs-approval') {
    return `Countersign refused ${what}${because}. It needs an approval by the chain ${decision.chains.join(', ')}, and this gateway asks nobody.`;
  }
  return `Countersign refused ${what}: ${causeSentence(decision.cause)}${because}.`;
}

function causeSentence(cause: DenyCause): string {
  switch (cause) {
    case 'no-permit':
      return 'no policy permits it to you';
    case 'guardrail':
      return 'a guardrail forbids it';
    case 'guardrail-error':
      return 'a guardrail could not be evaluated, so it counts as forbidding; tell the people who keep the policies';
    case 'engine-failure':
      return 'the policy engine could not evaluate the call, so nothing is permitted';
    case 'facts-unknown':
      return 'a guardrail looks at tags or resources that could not be read';
    case 'no-permit-even-if-approved':
      return 'no policy permits it to you, not even with an approval';
  }
}
