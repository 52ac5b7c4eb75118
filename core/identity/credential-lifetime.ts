/** How long issued credentials live: never longer than the token they were exchanged for, and never longer than an hour. */

import { GatewayError } from '../errors.ts';
import { epochMilliseconds, isoTime } from '../instant.ts';
import { refusal } from './claims.ts';

export const longestLifetimeSeconds = 3600;
export const shortestLifetimeSeconds = 60;

type Wanted = {
  readonly now: string;
  readonly tokenExpiresAt: string;
  /** What the caller asks for: 60 to 3,600; without it as long as may be. */
  readonly durationSeconds?: number;
};

/**
 * When the credentials expire. A token that ends sooner than was asked for shortens them.
 *
 * Errors: `malformed-request` for a duration out of range, `unauthenticated` for a token with less than a minute left.
 */
export function credentialLifetime({ now, tokenExpiresAt, durationSeconds = longestLifetimeSeconds }: Wanted): string {
  const isInRange = durationSeconds >= shortestLifetimeSeconds && durationSeconds <= longestLifetimeSeconds;
  if (!Number.isInteger(durationSeconds) || !isInRange) {
    throw new GatewayError(
      'malformed-request',
      `durationSeconds must be a whole number from ${shortestLifetimeSeconds} to ${longestLifetimeSeconds}.`,
    );
  }
  const start = epochMilliseconds(now);
  const milliseconds = Math.min(durationSeconds * 1000, epochMilliseconds(tokenExpiresAt) - start);
  if (!(milliseconds >= shortestLifetimeSeconds * 1000)) throw refusal('the token ends within a minute');
  return isoTime(start + milliseconds);
}
