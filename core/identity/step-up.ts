/** Who may open a break-glass session (threats 18): a person with a second factor, from an interactive sign-in of the last minutes (step-up, RFC 9470). */

import { epochMilliseconds } from '../instant.ts';
import type { Channel, Issuer, Principal } from '../model.ts';

export type StepUp = {
  readonly principal: Principal;
  readonly issuer: Pick<Issuer, 'kind'> | undefined;
  readonly channel: Channel;
  /** `auth_time` of the token. */
  readonly signedInAt?: string;
  readonly reason?: string;
};

const maxAgeSeconds = 300;
/** Clocks of issuers run ahead by so much. */
const skewSeconds = 60;
/** Fewer letters say nothing to whoever reads it afterwards. */
const shortestReason = 10;

/** Why break-glass is refused; `undefined` when it is not. */
export function unfitForBreakGlass({ principal, issuer, channel, signedInAt, reason }: StepUp, now: string): string | undefined {
  if (channel === 'mcp' || issuer?.kind !== 'human' || principal.kind !== 'user') {
    return 'Break-glass is for people: no agent, pipeline or workload opens it.';
  }
  if (principal.personKey === undefined) return 'Your token does not say which person you are, so nobody could owe the verdict.';
  if (!principal.isMfa) return 'Break-glass needs a sign-in with a second factor. Sign in again with one.';
  const age = signedInAt === undefined ? Number.NaN : (epochMilliseconds(now) - epochMilliseconds(signedInAt)) / 1000;
  if (!(age <= maxAgeSeconds && age >= -skewSeconds)) {
    return 'Break-glass needs a sign-in of the last 5 minutes. Sign in again and repeat it.';
  }
  if ((reason ?? '').trim().length < shortestReason) {
    return `Break-glass needs a reason of at least ${shortestReason} characters: what is broken, and what you will do.`;
  }
  return undefined;
}
