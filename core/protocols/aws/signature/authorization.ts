/** Reads the SigV4 authorization of a request, from its header or from a presigned query: who claims to have signed what. Nothing of it is verified here. */

import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValue } from '../../../http.ts';
import { refuseForeignSignatures } from './foreign-signatures.ts';
import { refuseLooseHeaders } from './loose-headers.ts';
import { isPresigned, type PresignedFields, presignedSeconds, readPresigned } from './presigned.ts';
import { signingAlgorithm } from './signing-key.ts';

/** What a request says about its own signature. */
export type Authorization = {
  readonly accessKeyId: string;
  /** The day of the scope, as `20260131`. */
  readonly date: string;
  readonly region: string;
  /** The signing name. */
  readonly service: string;
  /** Lower-case, in the order that was signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `x-amz-date`, as sent. */
  readonly amzDate: string;
  readonly securityToken?: string;
  /** `x-amz-content-sha256`, as sent. */
  readonly payloadHash?: string;
  /** Of a presigned URL alone: for how long after `amzDate` it is valid. */
  readonly presignedSeconds?: number;
};

const accessKeyPattern = /^[A-Za-z0-9]{1,128}$/;
const datePattern = /^\d{8}$/;
const scopeNamePattern = /^[A-Za-z0-9._-]{1,64}$/;
const signaturePattern = /^[0-9a-f]{64}$/;
const signedHeaderPattern = /^:?[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/;

/**
 * The SigV4 authorization of a request.
 * Errors: `unauthenticated` (none, or not readable), `unsupported-call` (SigV2, SigV4a, a presigned write),
 * `malformed-request` (a header that counts stands twice, or is not signed).
 */
export function readAuthorization(request: HttpRequest): Authorization {
  refuseForeignSignatures(request);
  const authorization = isPresigned(request) ? fromQuery(request) : fromHeader(request);
  refuseLooseHeaders(request.headers, authorization.signedHeaders);
  return authorization;
}

function fromHeader(request: HttpRequest): Authorization {
  const fields = readFields(headerValue(request.headers, 'authorization') ?? '');
  return { ...readCredential(fields), ...readSignature(fields), ...readSignedValues(request) };
}

function fromQuery(request: HttpRequest): Authorization {
  const presigned = readPresigned(request);
  const fields = fieldsOf(presigned);
  const securityToken = presigned.get('x-amz-security-token');
  if (headerValue(request.headers, 'x-amz-security-token') !== undefined)
    throw unreadable('the session token stands outside the query');
  if (headerValue(request.headers, 'x-amz-content-sha256') !== undefined)
    throw unreadable('the hash of the body stands outside the query');
  return {
    ...readCredential(fields),
    ...readSignature(fields),
    amzDate: presigned.get('x-amz-date') ?? '',
    presignedSeconds: presignedSeconds(presigned),
    ...(securityToken === undefined ? {} : { securityToken }),
  };
}

function fieldsOf(presigned: PresignedFields): ReadonlyMap<string, string> {
  if (presigned.get('x-amz-algorithm') !== signingAlgorithm) throw unreadable('its algorithm is not AWS4-HMAC-SHA256');
  return new Map([
    ['Credential', presigned.get('x-amz-credential') ?? ''],
    ['SignedHeaders', presigned.get('x-amz-signedheaders') ?? ''],
    ['Signature', presigned.get('x-amz-signature') ?? ''],
  ]);
}

/**
 * What an unverified request claims to be signed for, for explaining it alone.
 * Errors: `unauthenticated` when the credential cannot be read.
 */
export function readScope(request: HttpRequest): Pick<Authorization, 'region' | 'service'> {
  const fields = isPresigned(request)
    ? fieldsOf(readPresigned(request))
    : readFields(headerValue(request.headers, 'authorization') ?? '');
  const { region, service } = readCredential(fields);
  return { region, service };
}

/** `AWS4-HMAC-SHA256 Name=value, Name=value` → its three fields. Some clients write no space behind the comma. */
function readFields(header: string): ReadonlyMap<string, string> {
  const pairs = header.slice(signingAlgorithm.length).split(',');
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    if (fields.has(name)) throw unreadable('a field stands twice');
    fields.set(name, pair.slice(equals + 1).trim());
  }
  return fields;
}

function readCredential(fields: ReadonlyMap<string, string>): Pick<Authorization, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const [accessKeyId = '', date = '', region = '', service = '', end, ...rest] = (fields.get('Credential') ?? '').split('/');
  if (end !== 'aws4_request' || rest.length > 0) throw unreadable('the credential does not end in "aws4_request"');
  if (!accessKeyPattern.test(accessKeyId)) throw unreadable('the access key id is not one');
  if (!datePattern.test(date)) throw unreadable('the scope has no date');
  if (!scopeNamePattern.test(region) || !scopeNamePattern.test(service)) throw unreadable('the scope has no region or service');
  return { accessKeyId, date, region, service };
}

function readSignature(fields: ReadonlyMap<string, string>): Pick<Authorization, 'signedHeaders' | 'signature'> {
  const signature = fields.get('Signature') ?? '';
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';');
  if (fields.size !== 3 || !signaturePattern.test(signature))
    throw unreadable('it needs Credential, SignedHeaders and Signature');
  if (!signedHeaders.every((name) => signedHeaderPattern.test(name))) throw unreadable('a signed header has no valid name');
  if (new Set(signedHeaders).size !== signedHeaders.length) throw unreadable('a signed header is named twice');
  return { signedHeaders, signature };
}

function readSignedValues(request: HttpRequest): Pick<Authorization, 'amzDate' | 'securityToken' | 'payloadHash'> {
  const amzDate = headerValue(request.headers, 'x-amz-date');
  const securityToken = headerValue(request.headers, 'x-amz-security-token');
  const payloadHash = headerValue(request.headers, 'x-amz-content-sha256');
  if (amzDate === undefined) throw unreadable('the header "x-amz-date" is missing');
  return {
    amzDate,
    ...(securityToken === undefined ? {} : { securityToken }),
    ...(payloadHash === undefined ? {} : { payloadHash }),
  };
}

function unreadable(what: string): GatewayError {
  return new GatewayError(
    'unauthenticated',
    `The authorization cannot be read: ${what}. Sign the request with AWS Signature Version 4.`,
    {
      fault: 'bad-signature',
    },
  );
}
