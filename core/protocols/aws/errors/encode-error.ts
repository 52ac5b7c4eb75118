/** Writes an error of the gateway as the client's own protocol writes errors of AWS, so that every SDK prints its sentence. */

import type { Protocol } from '../../../catalog/service.ts';
import type { GatewayError } from '../../../errors.ts';
import { type Header, type HttpReply, type HttpRequest, headerValue } from '../../../http.ts';
import { guessProtocol } from '../identify/guess-protocol.ts';
import { toHttpDate } from '../signature/amz-date.ts';
import { hasKeyPath } from '../signature/canonical-request.ts';
import { type AwsError, awsError, type ErrorForm, mayHaveRun } from './aws-error-codes.ts';
import { cborErrorBody, ec2ErrorBody, jsonErrorBody, queryErrorBody, s3ErrorBody } from './error-bodies.ts';

/** What decides how an error is written. */
export type ErrorWire = {
  /** The protocol of the request; guessed from its headers where it is not known. */
  readonly protocol?: Protocol | undefined;
  /** From the request's scope, where it could be read. */
  readonly signingName?: string | undefined;
  readonly request: HttpRequest;
  /** Our call id: the request id that the client shows. */
  readonly requestId: string;
  /** ISO 8601 UTC. */
  readonly now: string;
};

const jsonContentType = /^application\/(?:x-amz-json-1\.[01]|json)$/;

/** HEAD has no body. A reply after which nothing may be sent again carries no `date`: clients correct their clock by it, and send again. */
export function encodeError(error: GatewayError, wire: ErrorWire): HttpReply {
  const form = formOf(wire);
  const written = awsError(error, form);
  const date: readonly Header[] = mayHaveRun(error.code) ? [] : [['date', toHttpDate(wire.now)]];
  return {
    status: written.status,
    headers: [['content-type', contentTypeOf(form, wire.request)], ...date, ...formHeaders(error, form, wire)],
    body:
      wire.request.method === 'HEAD'
        ? new Uint8Array()
        : bodyOf(form, written, { message: error.message, requestId: wire.requestId }),
  };
}

function formOf({ protocol, signingName = '', request }: ErrorWire): ErrorForm {
  const isS3 = hasKeyPath(signingName) && !request.path.startsWith('/v20180820/');
  switch (protocol ?? (isS3 ? 'rest-xml' : guessProtocol(request, []))) {
    case 'ec2':
      return 'ec2';
    case 'query':
      return signingName === 'ec2' ? 'ec2' : 'query';
    case 'rest-xml':
      return isS3 ? 's3' : 'query';
    case 'json':
    case 'rest-json':
      return 'json';
    case 'cbor':
      return 'cbor';
  }
}

function contentTypeOf(form: ErrorForm, request: HttpRequest): string {
  switch (form) {
    case 's3':
      return 'application/xml';
    case 'ec2':
    case 'query':
      return 'text/xml';
    case 'cbor':
      return 'application/cbor';
    case 'json': {
      const asked = headerValue(request.headers, 'content-type')?.trim().toLowerCase() ?? '';
      return jsonContentType.test(asked) ? asked : 'application/json';
    }
  }
}

function formHeaders(error: GatewayError, form: ErrorForm, { request, requestId }: ErrorWire): readonly Header[] {
  const id: readonly Header[] = idHeaders(form).map((name) => [name, plainId(requestId)]);
  if (form !== 'json' && form !== 'cbor') return id;
  const named: readonly Header[] = [...id, ['x-amzn-errortype', awsError(error, form).code]];
  const marked: readonly Header[] = form === 'cbor' ? [...named, ['smithy-protocol', 'rpc-v2-cbor']] : named;
  if (headerValue(request.headers, 'x-amzn-query-mode')?.toLowerCase() !== 'true') return marked;
  const { code, status } = awsError(error, 'query');
  return [...marked, ['x-amzn-query-error', `${code};${status < 500 ? 'Sender' : 'Receiver'}`]];
}

/** Every reader of AWS's replies knows the first name; those of S3 look for its own. */
function idHeaders(form: ErrorForm): readonly string[] {
  return form === 's3' ? ['x-amzn-requestid', 'x-amz-request-id'] : ['x-amzn-requestid'];
}

type Said = { readonly message: string; readonly requestId: string };

function bodyOf(form: ErrorForm, { status, code }: AwsError, { message, requestId }: Said): Uint8Array {
  const said = { code, message, requestId: plainId(requestId), isSender: status < 500 };
  switch (form) {
    case 's3':
      return s3ErrorBody(said);
    case 'ec2':
      return ec2ErrorBody(said);
    case 'query':
      return queryErrorBody(said);
    case 'json':
      return jsonErrorBody(said);
    case 'cbor':
      return cborErrorBody(said);
  }
}

function plainId(requestId: string): string {
  return requestId.replace(/[^A-Za-z0-9-]/g, '').slice(0, 64);
}
