/** The narrowing policy: the STS session policy that one assumed role is cut down to. */

import { canonicalJson } from '../canonical.ts';
import type { Call, Json, Role } from '../model.ts';

/** STS's limit on an inline session policy (AssumeRole, `Policy`). */
export const narrowingPolicyLimit = 2048;

/**
 * The session policy for a call's role: the operation's service, the further actions that the call needs elsewhere, and
 * KMS when that service uses it on the call's behalf. `undefined` for a role that is not narrowed.
 */
export function narrowingPolicy(call: Call, role: Role): string | undefined {
  if (role.narrow === 'off') return undefined;
  const policy = canonicalJson({ Version: '2012-10-17', Statement: statements(call) });
  if (policy.length > narrowingPolicyLimit) throw new RangeError(`narrowing policy of ${policy.length} characters`);
  return policy;
}

function statements(call: Call): readonly Json[] {
  const prefix = prefixOf(call.actions[0] ?? `${call.service}:*`);
  const elsewhere = call.actions.filter((action) => prefixOf(action) !== prefix);
  return [
    { Effect: 'Allow', Action: [`${prefix}:*`, ...new Set(elsewhere)], Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': `${prefix}.*.amazonaws.com` } },
    },
  ];
}

function prefixOf(action: string): string {
  return action.split(':', 1)[0] ?? action;
}
