/** Sends a call upstream. An approved one that AWS throttles is sent again, three times at most: it was not done, and its approval is used up. */

import type { DecodedCall } from './front.ts';
import { type HttpReply, isStreamed, type StreamedReply } from './http.ts';
import type { Masker } from './masking/masker.ts';
import type { AwsCredentials } from './model.ts';
import type { Sleep, Upstream } from './ports.ts';

export type Forwarding = {
  readonly upstream: Upstream;
  readonly masker: Pick<Masker, 'maskReply'>;
  readonly approving?: { readonly sleep: Sleep };
};

const mostRepeats = 3;
const firstPauseMilliseconds = 500;
/** Codes with which AWS says that it did nothing because too much was asked, over all services. */
const throttlingCodes: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'BandwidthLimitExceeded',
  'SlowDown',
]);

/** `isApproved`: an approval was used up for it. Errors: those of the upstream. */
export async function forward(
  decoded: DecodedCall,
  credentials: AwsCredentials,
  { isApproved, ports }: { readonly isApproved: boolean; readonly ports: Forwarding },
): Promise<HttpReply | StreamedReply> {
  const send = decoded.isStreamed === true ? ports.upstream.stream : ports.upstream.send;
  let reply = await send(decoded.upstream, credentials);
  for (let repeat = 0; isApproved && repeat < mostRepeats && isThrottled(reply, decoded, ports); repeat += 1) {
    await ports.approving?.sleep(firstPauseMilliseconds * 2 ** repeat);
    reply = await send(decoded.upstream, credentials);
  }
  return reply;
}

function isThrottled(reply: HttpReply | StreamedReply, { wire }: DecodedCall, { masker }: Forwarding): boolean {
  if (isStreamed(reply) || reply.status < 400) return false;
  const { error } = masker.maskReply(reply, { ...wire, secrets: [] });
  return error !== undefined && throttlingCodes.has(error.code);
}
