/** Whether what a client signed arrives unchanged through the wire's front: method, raw path, query, headers, host and body. */

import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Finding } from '#core/checking/finding.ts';
import type { Header } from '#core/http.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import type { GatewayOptions } from './api.ts';
import { credentials } from './credentials.ts';
import { type Answered, strangerOf } from './doctor-answers.ts';
import type { Environment } from './environment.ts';

type Probe = {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
};

/** No connection is for this Region, so each is refused once its signature was found right, and nothing is done. */
const region = 'doctor-nowhere-1';
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
const probes: readonly Probe[] = [
  { what: 'raw paths', method: 'GET', path: '/countersign-doctor/a//b%20c%2Be~%C3%A9' },
  { what: 'queries', method: 'GET', path: '/countersign-doctor', query: 'list-type=2&prefix=a%2Fb%20c&delimiter=%2F&empty=' },
  { what: 'binary bodies', method: 'PUT', path: '/countersign-doctor/bytes', body: everyByte },
  {
    what: 'headers',
    method: 'PUT',
    path: '/countersign-doctor/headers',
    headers: [
      ['content-type', 'application/octet-stream'],
      ['x-amz-meta-note', 'two  spaces, and a comma'],
    ],
  },
];
/** What the gateway answers to whoever signed rightly, and for a Region that no connection has. */
const foundRight = /signed for another region/;
const isLate = /RequestTimeTooSkewed|RequestExpired/;
const timeoutMilliseconds = 10_000;

/** Never throws: what cannot be checked is a finding. `connection`: one that is open to the caller. */
export async function wireFindings(
  environment: Environment,
  options: GatewayOptions,
  { wireUrl, connection }: { readonly wireUrl: string; readonly connection: string },
): Promise<readonly Finding[]> {
  try {
    const issued = await credentials(environment, { ...options, connection });
    const signing = {
      accessKeyId: issued.AccessKeyId,
      secretAccessKey: issued.SecretAccessKey,
      sessionToken: issued.SessionToken,
      expiresAt: issued.Expiration,
    };
    return await Promise.all(probes.map((probe) => findingOf(probe, wireUrl, signing)));
  } catch (error) {
    const says = error instanceof Error ? error.message : 'no credentials are to be had';
    return [{ check: 'signed requests', says, cure: 'Mend what is named above, and run doctor again.' }];
  }
}

type Signing = Parameters<typeof signRequest>[1]['credentials'];

async function findingOf(probe: Probe, wireUrl: string, signing: Signing): Promise<Finding> {
  const check = `signed ${probe.what}`;
  const answer = await sent(probe, wireUrl, signing);
  if (answer === undefined) {
    return {
      check,
      says: `${wireUrl} does not answer`,
      cure: 'Look whether a firewall is in the way, and at the function’s log.',
    };
  }
  if (!answer.headers.has('x-countersign-call-id')) {
    const found = strangerOf(answer);
    const cure = `${found?.cure ?? ''} Else choose another wire.host in the operator’s file, and deploy again.`.trim();
    return { check, says: found === undefined ? `the front answers ${answer.status} by itself` : `the wire ${found.says}`, cure };
  }
  if (foundRight.test(answer.body)) return { check, says: 'arrive as they were signed' };
  if (isLate.test(answer.body)) {
    return { check, says: 'are refused for their time', cure: 'Set the clock of this machine: signatures hold for 15 minutes.' };
  }
  return {
    check,
    says: 'are changed on their way to the gateway',
    cure: 'Choose another wire.host in the operator’s file, and deploy again; look for a proxy in front of it.',
  };
}

/** Sent by hand, because `fetch` writes paths its own way. */
async function sent(probe: Probe, wireUrl: string, signing: Signing): Promise<Answered | undefined> {
  const { protocol, hostname, port, host } = new URL(wireUrl);
  const { method, path, query = '', headers = [], body = new Uint8Array() } = probe;
  const signed = signRequest(
    { method, host, path, query, headers, body },
    { credentials: signing, signingName: 's3', signingRegion: region, now: new Date().toISOString() },
  );
  const request = (protocol === 'https:' ? tlsRequest : plainRequest)({
    method,
    hostname,
    port,
    path: query === '' ? path : `${path}?${query}`,
    headers: [...signed, ['content-length', String(body.byteLength)] as const].flat(),
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  try {
    request.end(body);
    const [reply] = await once(request, 'response');
    return { kind: 'answered', status: reply.statusCode, headers: new Headers(headersOf(reply)), body: await text(reply) };
  } catch {
    return undefined;
  }
}

function headersOf({ headersDistinct }: IncomingMessage): [string, string][] {
  return Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
}
