/** The AWS wire's handler core: one raw request through the story of a call. Both hosts, Lambda and one machine, run it. */

import { passCall } from '#core/gateway.ts';
import type { GatewayPorts } from '#core/gateway-ports.ts';
import type { HttpReply } from '#core/http.ts';
import { createWireFront, type WireFrontOptions, type WireRequest } from '#core/wire-front.ts';

export type WireHandler = (request: WireRequest) => Promise<HttpReply>;

export function createWireHandler(ports: GatewayPorts & WireFrontOptions): WireHandler {
  const front = createWireFront(ports);
  return (request) => passCall(front, request, ports);
}
