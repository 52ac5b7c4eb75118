/** Which error code and status of AWS stand for each error of the gateway, per form of error: what clients print, and what they retry. */

import type { CredentialFault, ErrorCode, GatewayError } from '../../../errors.ts';

/** How an error is written: `query` is also that of REST XML outside S3, `json` that of every JSON protocol. */
export type ErrorForm = 'query' | 'ec2' | 's3' | 'json' | 'cbor';

export type AwsError = { readonly status: number; readonly code: string };

type Codes = Readonly<Record<Exclude<ErrorForm, 'cbor'>, AwsError>>;

/** Clients retry status 500, 502, 503, 504 and the codes of throttling: nothing that may have run answers with one of them. */
const codes: Readonly<Record<Exclude<ErrorCode, 'unauthenticated'>, Codes>> = {
  'malformed-request': same(400, 'ValidationError', 'ValidationException', { ec2: 'InvalidRequest', s3: 'InvalidRequest' }),
  'masked-value-write-back': same(400, 'ValidationError', 'ValidationException', {
    ec2: 'InvalidParameterValue',
    s3: 'InvalidArgument',
  }),
  denied: refused(),
  'approval-rejected': refused(),
  'approval-expired': refused(),
  'approval-cancelled': refused(),
  // A 404 would read as "the resource is gone", and Terraform would make it anew.
  'unknown-connection': refused(),
  'not-found': refused(),
  // Codes of no AWS model: no client retries them, nor does Terraform's own list.
  conflict: same(409, 'CallConflict', 'CallConflictException'),
  'outcome-unknown': same(409, 'OutcomeUnknown', 'OutcomeUnknownException'),
  'masking-failed': same(409, 'ReplyWithheld', 'ReplyWithheldException'),
  'payload-too-large': same(413, 'RequestEntityTooLarge', 'RequestEntityTooLargeException', { s3: 'EntityTooLarge' }),
  'rate-limited': throttled(),
  // Not an error: clients come back by themselves, and the same call is then resumed.
  'awaiting-approval': throttled(),
  internal: same(500, 'InternalFailure', 'InternalServerException', { ec2: 'InternalError', s3: 'InternalError' }),
  'unsupported-call': {
    ...same(400, 'UnsupportedOperation', 'UnsupportedOperationException'),
    s3: { status: 501, code: 'NotImplemented' },
  },
  'upstream-unreachable': unavailable(),
  'policy-unavailable': unavailable(),
  'recorder-unavailable': unavailable(),
};

const faults: Readonly<Record<CredentialFault, Codes>> = {
  missing: same(403, 'MissingAuthenticationToken', 'MissingAuthenticationTokenException', { s3: 'AccessDenied' }),
  'unknown-key': same(403, 'InvalidClientTokenId', 'UnrecognizedClientException', {
    ec2: 'AuthFailure',
    s3: 'InvalidAccessKeyId',
  }),
  'bad-signature': same(403, 'SignatureDoesNotMatch', 'InvalidSignatureException'),
  expired: same(403, 'ExpiredToken', 'ExpiredTokenException', { ec2: 'RequestExpired' }),
  'clock-skew': same(403, 'RequestExpired', 'InvalidSignatureException', { s3: 'RequestTimeTooSkewed' }),
  'insufficient-scope': same(403, 'AccessDenied', 'AccessDeniedException'),
  'content-hash': same(403, 'SignatureDoesNotMatch', 'InvalidSignatureException', { s3: 'XAmzContentSHA256Mismatch' }),
};

/** The code and status that a client of this form gets for an error. */
export function awsError(error: GatewayError, form: ErrorForm): AwsError {
  const row = error.code === 'unauthenticated' ? faults[error.fault ?? 'unknown-key'] : codes[error.code];
  return row[form === 'cbor' ? 'json' : form];
}

/** True where the call may have reached AWS: a client must not be led to send it again. */
export function mayHaveRun(code: ErrorCode): boolean {
  return code === 'outcome-unknown' || code === 'masking-failed' || code === 'conflict';
}

function same(status: number, xml: string, json: string, own: { readonly ec2?: string; readonly s3?: string } = {}): Codes {
  return {
    query: { status, code: xml },
    ec2: { status, code: own.ec2 ?? xml },
    s3: { status, code: own.s3 ?? xml },
    json: { status, code: json },
  };
}

function refused(): Codes {
  return same(403, 'AccessDenied', 'AccessDeniedException', { ec2: 'UnauthorizedOperation' });
}

/** Codes and statuses of throttling, as botocore's older retry mode asks for them: with 400 in the query and JSON protocols. */
function throttled(): Codes {
  return {
    query: { status: 400, code: 'Throttling' },
    ec2: { status: 503, code: 'RequestLimitExceeded' },
    s3: { status: 503, code: 'SlowDown' },
    json: { status: 400, code: 'ThrottlingException' },
  };
}

/** Nothing was done, and a later attempt may succeed: clients retry it. */
function unavailable(): Codes {
  return same(503, 'ServiceUnavailable', 'ServiceUnavailableException', { ec2: 'Unavailable' });
}
