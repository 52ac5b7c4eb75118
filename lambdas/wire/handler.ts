/** The AWS wire's handler core: one raw request through the story of a call, and a streamed reply out again. Both hosts, Lambda and one machine, run it. */

import { passCall } from '#core/gateway.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import type { HttpReply, StreamedBody, StreamedReply } from '#core/http.ts';
import { createWireFront, type WireFrontOptions, type WireRequest } from '#core/wire-front.ts';

/** A streamed reply is read to its end or broken off, in every case; where it throws, the client's connection is cut. */
export type WireHandler = (request: WireRequest) => Promise<HttpReply | StreamedReply>;

export function createWireHandler(ports: GatewayPorts & WireFrontOptions): WireHandler {
  const front = createWireFront(ports);
  return (request) => passCall(front, request, ports);
}

/** Of Node's writable streams, HTTP/2's responses included. */
export type Outlet = {
  readonly write: (part: Uint8Array) => boolean;
  readonly end: () => unknown;
  readonly destroy: () => unknown;
  readonly destroyed: boolean;
  readonly once: (event: 'drain' | 'close' | 'error', listener: () => void) => unknown;
  readonly off: (event: 'drain' | 'close' | 'error', listener: () => void) => unknown;
};

/** A client that takes nothing for so long is gone. */
const stalledMilliseconds = 60_000;

/** Writes a body as fast as its client takes it. Rejects where the body breaks off: then the outlet is destroyed, and what was written has no end. */
export async function writeStream(body: StreamedBody, outlet: Outlet, stalledMs = stalledMilliseconds): Promise<void> {
  try {
    for await (const part of body) {
      if (outlet.destroyed) return;
      if (!outlet.write(part)) await drained(outlet, stalledMs);
    }
    if (outlet.destroyed) return;
    // A body of nothing: status and headers go out with the first write.
    if (body.sizeBytes === 0) outlet.write(new Uint8Array());
    outlet.end();
  } catch (error) {
    outlet.destroy();
    throw error;
  }
}

/** Until more may be written; a client that hangs up or stalls ends the wait. */
function drained(outlet: Outlet, stalledMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stalled = setTimeout(() => outlet.destroy(), stalledMs);
  const events = ['drain', 'close', 'error'] as const;
  const settle = () => {
    clearTimeout(stalled);
    for (const event of events) outlet.off(event, settle);
    resolve();
  };
  for (const event of events) outlet.once(event, settle);
  return promise;
}
