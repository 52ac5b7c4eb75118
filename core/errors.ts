/** The closed list of errors that leave core; each protocol writes them in its own client's form. */

/** Code → status of the JSON API. `docs/reference/errors.md` explains each, and a test holds the two lists together. */
export const errorStatuses = {
  'malformed-request': 400,
  'masked-value-write-back': 400,
  unauthenticated: 401,
  denied: 403,
  'approval-rejected': 403,
  'approval-expired': 403,
  'approval-cancelled': 403,
  'unknown-connection': 404,
  'not-found': 404,
  conflict: 409,
  'outcome-unknown': 409,
  'payload-too-large': 413,
  'rate-limited': 429,
  'awaiting-approval': 429,
  internal: 500,
  'unsupported-call': 501,
  'masking-failed': 502,
  'upstream-unreachable': 502,
  'policy-unavailable': 503,
  'recorder-unavailable': 503,
} as const;

export type ErrorCode = keyof typeof errorStatuses;

/** Why a credential was refused. It chooses the AWS error code that the client prints; the message never says more than `unauthenticated` may. */
export type CredentialFault =
  | 'missing'
  | 'insufficient-scope'
  | 'unknown-key'
  | 'bad-signature'
  | 'expired'
  | 'clock-skew'
  | 'content-hash';

type Details = {
  readonly cause?: unknown;
  readonly fault?: CredentialFault;
  readonly approval?: string;
  readonly storedCall?: string;
};

/** An error that tells the person what was wrong, where, and what to do. The message holds no payload; `cause` is for the log alone. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly fault: CredentialFault | undefined;
  /** The approval that the call waits for or failed by: its id. */
  readonly approval: string | undefined;
  /** The stored call that runs by itself once it is approved: its id. */
  readonly storedCall: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.fault = details.fault;
    this.approval = details.approval;
    this.storedCall = details.storedCall;
  }

  get status(): number {
    return errorStatuses[this.code];
  }
}

/** Why something failed, in our own words and without payload: a cause that the log may repeat. */
export class Reason extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Reason';
  }
}

/** Anything thrown → a `GatewayError`; what is not one already becomes `internal`, without its text. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('internal', 'The gateway failed. Nothing more is known to the caller; the call id leads to the log.', {
    cause: thrown,
  });
}
