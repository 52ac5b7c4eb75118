/**
 * The network of a served stack: whatever a process connects to on port 443 is the world double of the test, under the name that
 * was asked for. Preloaded into functions (`--import reroute.ts?port=N`), so that they run in the template's own environment, with
 * the hosts that AWS has; the test calls it for itself.
 */

import { Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { worldCertificate } from './world-certificate.fixture.ts';

type Place = { readonly host?: string; readonly port?: number | string };
type Connect = (this: Socket, ...given: readonly unknown[]) => Socket;

export function reroute(port: number): void {
  const connect = Socket.prototype.connect as Connect;
  const rerouted: Connect = function (...given) {
    const [first, ...others] = given;
    // Node's own callers give options and listener as one list, which carries a mark.
    if (Array.isArray(first)) first[0] = elsewhere(first[0], port);
    return connect.call(this, Array.isArray(first) ? first : elsewhere(first, port), ...others);
  };
  Object.assign(Socket.prototype, { connect: rerouted });
  setDefaultCACertificates([...getCACertificates('bundled'), worldCertificate]);
}

/** A copy: TLS checks the certificate by the options that it was given. */
function elsewhere(place: unknown, port: number): unknown {
  if (!isPlace(place) || Number(place.port) !== 443) return place;
  return { ...place, host: '127.0.0.1', port, lookup: undefined };
}

function isPlace(place: unknown): place is Place {
  return typeof place === 'object' && place !== null && 'port' in place;
}

const asked = new URL(import.meta.url).searchParams.get('port');
if (asked !== null) reroute(Number(asked));
