/** Refuses what was revoked: looked up on every request, so that cutting off takes effect on the next one. */

import { GatewayError } from './errors.ts';
import { isRevoked, type Presented, revocationKeys } from './identity/revoked.ts';
import type { Revocations } from './ports.ts';

/** Errors: `unauthenticated` for issued credentials or a token that a revocation reaches. */
export async function refuseRevoked(presented: Presented, revocations: Revocations): Promise<void> {
  const found = await Promise.all(revocationKeys(presented).map(({ kind, id }) => revocations.find(kind, id)));
  if (
    !isRevoked(
      presented,
      found.flatMap((revocation) => revocation ?? []),
    )
  )
    return;
  throw new GatewayError('unauthenticated', 'The credentials are not accepted. Sign in again and fetch new ones.', {
    fault: 'unknown-key',
  });
}
