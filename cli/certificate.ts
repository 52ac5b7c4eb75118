/** What is wrong with the gateway's certificate (X.509, RFC 5280), as AWS clients of this machine see it. */

import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import type { Finding } from '#core/checking/finding.ts';
import type { Environment } from './environment.ts';

const check = 'certificate';
const timeoutMilliseconds = 5000;
/** One that ends sooner is worth a word before it is an error. */
const soonDays = 7;
const dayMilliseconds = 86_400_000;

/** `undefined` where nobody answers: another finding says so. Never throws. */
export async function certificateFinding({ variable }: Environment, url: string): Promise<Finding | undefined> {
  const { protocol, hostname, port } = new URL(url);
  if (protocol === 'http:') return plainFinding(hostname);
  const bundle = variable('AWS_CA_BUNDLE');
  const trusted = bundle === undefined ? undefined : readIfThere(bundle);
  if (bundle !== undefined && trusted === undefined) {
    return {
      check,
      says: `AWS_CA_BUNDLE names ${bundle}, which cannot be read`,
      cure: 'Name a file of certificates, or unset it.',
    };
  }
  const socket = await handshake({ hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), trusted });
  if (socket === undefined) return undefined;
  const finding = findingOf(socket, hostname);
  socket.destroy();
  return finding;
}

function plainFinding(hostname: string): Finding {
  if (hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost') {
    return { check, says: 'none is needed on this machine' };
  }
  return { check, says: `${hostname} is reached without TLS`, cure: 'Name the gateway by its https address.' };
}

type Server = { readonly hostname: string; readonly port: number; readonly trusted: string | undefined };

/** Nothing is sent on it, so a certificate that does not hold endangers nothing. */
async function handshake({ hostname, port, trusted }: Server): Promise<TLSSocket | undefined> {
  const { promise, resolve } = Promise.withResolvers<TLSSocket | undefined>();
  const isName = /[a-z]/i.test(hostname) && !hostname.includes(':');
  const ca = trusted === undefined ? {} : { ca: trusted };
  const socket = connect({ host: hostname, port, rejectUnauthorized: false, ...(isName ? { servername: hostname } : {}), ...ca });
  socket.setTimeout(timeoutMilliseconds, () => resolve(undefined));
  socket.once('secureConnect', () => resolve(socket));
  socket.once('error', () => resolve(undefined));
  const connected = await promise;
  if (connected === undefined) socket.destroy();
  return connected;
}

function findingOf(socket: TLSSocket, hostname: string): Finding {
  const { valid_to: end = '' } = socket.getPeerCertificate();
  const fault: unknown = socket.authorizationError;
  if (fault)
    return {
      check,
      says: `it does not hold for AWS clients of this machine: ${codeOf(fault)}`,
      cure: cureOf(codeOf(fault), hostname),
    };
  const days = Math.floor((Date.parse(end) - Date.now()) / dayMilliseconds);
  if (days <= soonDays) return { check, says: `it ends in ${days} days`, cure: 'Have the operator renew it.' };
  return { check, says: 'it holds' };
}

function codeOf(fault: unknown): string {
  if (fault instanceof Error) return 'code' in fault ? String(fault.code) : fault.message;
  return String(fault);
}

/** Node's codes are those of OpenSSL. */
function cureOf(code: string, hostname: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'Have the operator renew it, and look at the clock of this machine.';
    case 'CERT_NOT_YET_VALID':
      return 'Set the clock of this machine.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `It is for another name than ${hostname}: name the gateway as its certificate does, and run setup again.`;
    default:
      return 'Have AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS name the file of your organisation’s certificates.';
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
