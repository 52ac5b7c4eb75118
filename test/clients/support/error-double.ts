/** The gateway's errors and nothing else behind a port: for what clients show of them, and how often they send. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Protocol } from '#core/catalog/service.ts';
import { type CredentialFault, type ErrorCode, GatewayError } from '#core/errors.ts';
import type { Header } from '#core/http.ts';
import { encodeError } from '#core/protocols/aws/errors/encode-error.ts';

export type ErrorKind = {
  readonly code: ErrorCode;
  readonly fault?: CredentialFault;
  readonly attempts: number;
  readonly name: RegExp;
};

/** What a client is set to send at most, so that a wait that is retried ends. */
export const mostAttempts = 2;
export const sentence = 'Countersign: NOT EXECUTED <yet>. Approve: https://gate.example/approvals/1?t=a&u=b';
export const requestId = '01ABC';

const denied = /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/;
export const throttling = /^(?:Throttling(?:Exception)?|RequestLimitExceeded|SlowDown)$/;
export const errorKinds: Readonly<Record<string, ErrorKind>> = {
  'a denial': { code: 'denied', attempts: 1, name: denied },
  'an approval that was rejected': { code: 'approval-rejected', attempts: 1, name: denied },
  'the end of a hold': { code: 'awaiting-approval', attempts: mostAttempts, name: throttling },
  'a budget that is spent': { code: 'rate-limited', attempts: mostAttempts, name: throttling },
  'a key that is unknown': {
    code: 'unauthenticated',
    fault: 'unknown-key',
    attempts: 1,
    name: /^(?:InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId)$/,
  },
  'credentials that expired': {
    code: 'unauthenticated',
    fault: 'expired',
    attempts: 1,
    name: /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/,
  },
  'a malformed request': {
    code: 'malformed-request',
    attempts: 1,
    name: /^(?:Validation(?:Error|Exception)|InvalidRequest)$/,
  },
  'a body over the limit': {
    code: 'payload-too-large',
    attempts: 1,
    name: /^(?:RequestEntityTooLarge(?:Exception)?|EntityTooLarge)$/,
  },
  'an outcome that nobody knows': { code: 'outcome-unknown', attempts: 1, name: /^OutcomeUnknown(?:Exception)?$/ },
  'a reply that is withheld': { code: 'masking-failed', attempts: 1, name: /^ReplyWithheld(?:Exception)?$/ },
  'a command that ran before': { code: 'conflict', attempts: 1, name: /^CallConflict(?:Exception)?$/ },
  'an upstream out of reach': {
    code: 'upstream-unreachable',
    attempts: mostAttempts,
    name: /^(?:ServiceUnavailable(?:Exception)?|Unavailable)$/,
  },
};

export function errorOf({ code, fault }: ErrorKind): GatewayError {
  return new GatewayError(code, sentence, fault === undefined ? {} : { fault });
}

/** The protocol is guessed where it is not given, as on the wire. */
type Spoken = { readonly protocol?: Protocol; readonly signingName: string };

export type ErrorDouble = {
  readonly url: string;
  /** What is answered from now on; gives the `x-amz-date` of each request that comes for it. */
  readonly answer: (error: GatewayError, wire: Spoken) => readonly string[];
  readonly close: () => void;
};

const realNow = Date.now;

export async function startErrorDouble(): Promise<ErrorDouble> {
  let error = new GatewayError('internal', sentence);
  let wire: Spoken = { signingName: '' };
  let signedAt: string[] = [];
  const server = createServer((request, response) => {
    signedAt.push(String(request.headers['x-amz-date']));
    request.resume().on('end', () => {
      const { method = '', url = '' } = request;
      const headers = Object.entries(request.headers).map(([name, value]): Header => [name, String(value)]);
      const asked = { method, path: url, query: '', headers, body: new Uint8Array() };
      const { protocol, signingName } = wire;
      const reply = encodeError(error, {
        protocol,
        signingName,
        request: asked,
        requestId,
        now: new Date(realNow()).toISOString(),
      });
      response.sendDate = false;
      response.writeHead(reply.status, reply.headers.flat()).end(reply.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer: ErrorDouble['answer'] = (next, spoken) => {
    [error, wire, signedAt] = [next, spoken, []];
    return signedAt;
  };
  return { url: `http://127.0.0.1:${port}`, answer, close: () => void server.close() };
}
