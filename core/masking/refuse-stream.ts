/** Event streams cannot be masked: a call that answers with one is refused before it is sent, unless policy reveals the class `stream`. */

import type { Operation } from '../catalog/operation.ts';
import { GatewayError } from '../errors.ts';
import { clientView, type Reveal } from './claim.ts';
import { payloadClaims } from './payload-kind.ts';

/** Errors: `denied`. */
export function refuseHiddenStream({ hasEventStream, service, name }: Operation, reveal: Reveal): void {
  if (!hasEventStream || !clientView(reveal)(payloadClaims.stream)) return;
  throw new GatewayError(
    'denied',
    `${service}:${name} answers with an event stream, which cannot be masked, and no policy reveals "stream" to you (reveal:stream). Nothing was sent.`,
  );
}
