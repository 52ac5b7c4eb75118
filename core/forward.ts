/** Sends a call upstream. An approved one that AWS throttles is sent again, three times at most: it was not done, and its approval is used up. */

import type { DecodedCall } from './front.ts';
import { type HttpReply, isStreamed, type StreamedReply } from './http.ts';
import type { Masker } from './masking/masker.ts';
import type { McpAsk, McpClient } from './mcp/client.ts';
import type { AwsCredentials } from './model.ts';
import type { Sleep, Upstream, UpstreamRequest } from './ports.ts';

export type Forwarding = {
  readonly upstream: Upstream;
  readonly mcp?: McpClient;
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
  credentials: AwsCredentials | undefined,
  { isApproved, ports }: { readonly isApproved: boolean; readonly ports: Forwarding },
): Promise<HttpReply | StreamedReply> {
  const send = () => sendOnce(decoded, credentials, ports);
  let reply = await send();
  for (let repeat = 0; isApproved && repeat < mostRepeats && isThrottled(reply, decoded, ports); repeat += 1) {
    await ports.approving?.sleep(firstPauseMilliseconds * 2 ** repeat);
    reply = await send();
  }
  return reply;
}

function sendOnce(
  { upstream, isStreamed: passes }: DecodedCall,
  credentials: AwsCredentials | undefined,
  ports: Forwarding,
): Promise<HttpReply | StreamedReply> {
  if (isMcp(upstream)) return askServer(upstream, credentials, ports);
  if (credentials === undefined) throw new TypeError('forward: AWS is called without credentials');
  return passes === true ? ports.upstream.stream(upstream, credentials) : ports.upstream.send(upstream, credentials);
}

function askServer(ask: McpAsk, credentials: AwsCredentials | undefined, { mcp }: Forwarding): Promise<HttpReply> {
  if (mcp === undefined) throw new TypeError('forward: this gateway has no client of MCP servers');
  return mcp.ask(ask, credentials);
}

function isMcp(upstream: UpstreamRequest | McpAsk): upstream is McpAsk {
  return 'kind' in upstream;
}

function isThrottled(reply: HttpReply | StreamedReply, { wire }: DecodedCall, { masker }: Forwarding): boolean {
  if (isStreamed(reply) || reply.status < 400) return false;
  const { error } = masker.maskReply(reply, { ...wire, secrets: [] });
  return error !== undefined && throttlingCodes.has(error.code);
}
