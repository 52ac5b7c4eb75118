/** Answers a request with one error where its signature holds, and otherwise with the verifier's: a failed check shows as another sentence. */

import type { Protocol } from '#core/catalog/service.ts';
import { GatewayError } from '#core/errors.ts';
import type { HttpReply, HttpRequest } from '#core/http.ts';
import { type ErrorWire, encodeError } from '#core/protocols/aws/errors/encode-error.ts';
import { refuseAmbiguous } from '#core/protocols/aws/identify/refuse-ambiguous.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { credentials } from './signers.ts';

/** What `identify` would find, where a GET without a body does not tell. */
const protocols: Readonly<Record<string, Protocol>> = { lambda: 'rest-json', cloudfront: 'rest-xml' };

export function verifyingAnswer(error: GatewayError): (request: HttpRequest, host: string) => HttpReply {
  return (request, host) => {
    const wire = { request, requestId: '01TEST', now: trueTime() };
    try {
      return encodeError(error, { ...wire, ...checked(request, host) });
    } catch (refusal) {
      if (refusal instanceof GatewayError) return encodeError(refusal, wire);
      throw refusal;
    }
  };
}

/** The true time, while a test holds the clock of the client back. */
export function trueTime(): string {
  return new Date(performance.timeOrigin + performance.now()).toISOString();
}

function checked(request: HttpRequest, host: string): Pick<ErrorWire, 'signingName' | 'protocol'> {
  const authorization = readAuthorization(request);
  const settings = { now: trueTime(), hosts: [host], isSecure: true };
  const verified = verifySignature(request, authorization, credentials.secretAccessKey, settings);
  refuseAmbiguous(verified.request, authorization.service);
  return { signingName: authorization.service, protocol: protocols[authorization.service] };
}
