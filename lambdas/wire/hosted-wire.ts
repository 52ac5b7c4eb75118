/**
 * The wire at the host of its front. A Function URL's name cannot be known when the function is deployed (URL and function would
 * each need the other first), so it is taken from the event's context: AWS writes it there, whatever Host the client sends or
 * signs. A front with a name of its own answers to that name alone.
 */

import type { GatewayPorts } from '#core/gateway-ports.ts';
import type { HttpReply, StreamedReply } from '#core/http.ts';
import type { WireFrontOptions, WireRequest } from '#core/wire-front.ts';
import { createWireHandler, type WireHandler } from './handler.ts';

export type HostedWire = (request: WireRequest, domainName: string) => Promise<HttpReply | StreamedReply>;

export type HostedWirePorts = GatewayPorts &
  Omit<WireFrontOptions, 'hosts'> & {
    /** The front's own name; without it, its name is a Function URL's. */
    readonly ownName?: string;
  };

/** Of any Region and partition; nothing else may call itself the wire. */
const functionUrlHost = /^[a-z0-9]{1,63}\.lambda-url\.[a-z0-9-]{1,63}\.on\.(?:aws|amazonwebservices\.com\.cn)$/;

export function createHostedWire({ ownName, ...ports }: HostedWirePorts): HostedWire {
  const handlers = new Map<string, WireHandler>();
  const isOurs = (name: string) => (ownName === undefined ? functionUrlHost.test(name) : name === ownName);
  return (request, domainName) => {
    const host = isOurs(domainName) ? domainName : '';
    const handler = handlers.get(host) ?? createWireHandler({ ...ports, hosts: () => (host === '' ? [] : [host]) });
    // A function has one name; the map is bounded all the same.
    if (handlers.size < 4) handlers.set(host, handler);
    return handler(request);
  };
}
