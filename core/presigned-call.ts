/** What a presigned URL may be used for: reads, on connections that were opened to it (threats 26). */

import { GatewayError } from './errors.ts';
import type { DecodedCall } from './front.ts';
import type { Connection } from './model.ts';

/** Errors: `unsupported-call` unless the connection accepts presigned URLs. */
export function refuseClosedPresigning({ name, presigned }: Connection): void {
  if (presigned === true) return;
  throw new GatewayError(
    'unsupported-call',
    `Connection "${name}" does not accept presigned URLs. Send the request with the Authorization header, or have "presigned: true" set for the connection.`,
  );
}

/** A URL is passed around and lands in logs: what it opens must be no write and no secret. Errors: `unsupported-call`. */
export function refusePresignedWrite({ calls }: Pick<DecodedCall, 'calls'>): void {
  const other = calls.find(({ access }) => access !== 'read' && access !== 'list');
  if (other === undefined) return;
  throw new GatewayError(
    'unsupported-call',
    `A presigned URL cannot be used for ${other.service}:${other.operation}, which does more than read. Send the request with the Authorization header.`,
  );
}
