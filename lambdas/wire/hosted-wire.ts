/**
 * The wire at the host of its Function URL. The function cannot know that name when it is deployed (URL and function would each
 * need the other first), so it is taken from the event's context: AWS writes it there, whatever Host the client sends or signs.
 */

import type { GatewayPorts } from '#core/gateway-ports.ts';
import type { HttpReply, StreamedReply } from '#core/http.ts';
import type { WireFrontOptions, WireRequest } from '#core/wire-front.ts';
import { createWireHandler, type WireHandler } from './handler.ts';

export type HostedWire = (request: WireRequest, domainName: string) => Promise<HttpReply | StreamedReply>;

/** Of any Region and partition; nothing else may call itself the wire. */
const functionUrlHost = /^[a-z0-9]{1,63}\.lambda-url\.[a-z0-9-]{1,63}\.on\.(?:aws|amazonwebservices\.com\.cn)$/;

export function createHostedWire(ports: GatewayPorts & Omit<WireFrontOptions, 'hosts'>): HostedWire {
  const handlers = new Map<string, WireHandler>();
  return (request, domainName) => {
    const host = functionUrlHost.test(domainName) ? domainName : '';
    const handler = handlers.get(host) ?? createWireHandler({ ...ports, hosts: () => (host === '' ? [] : [host]) });
    // A function has one URL; the map is bounded all the same.
    if (handlers.size < 4) handlers.set(host, handler);
    return handler(request);
  };
}
