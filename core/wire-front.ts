/** The AWS wire: any AWS API from an unmodified client, signed with credentials that the gateway issued. */

import type { Catalog } from './catalog/catalog.ts';
import type { Protocol } from './catalog/service.ts';
import { awsAccount } from './connections/aws-account.ts';
import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import { GatewayError } from './errors.ts';
import type { Answering, Authenticated, Caller, DecodedCall, Front } from './front.ts';
import { type Header, type HttpReply, type HttpRequest, headerValue, type StreamedReply } from './http.ts';
import { openCredentials } from './identity/issued-credentials.ts';
import type { Connection, Session } from './model.ts';
import type { Now, Revocations } from './ports.ts';
import { refuseClosedPresigning, refusePresignedWrite } from './presigned-call.ts';
import { encodeError } from './protocols/aws/errors/encode-error.ts';
import { withOwnAddresses } from './protocols/aws/forwarding/own-addresses.ts';
import { replyHeaders } from './protocols/aws/forwarding/reply-headers.ts';
import { guessProtocol } from './protocols/aws/identify/guess-protocol.ts';
import { readAuthorization, readScope } from './protocols/aws/signature/authorization.ts';
import { type VerifiedRequest, verifySignature } from './protocols/aws/signature/verify-signature.ts';
import { refuseRevoked } from './revocation.ts';
import { currentKey, type Keyring } from './sealed.ts';
import { decodeWireCall, type Scope } from './wire-call.ts';

export type WireRequest = HttpRequest & {
  readonly sourceIp: string;
  /** Whether the bytes came over TLS or never left the machine. */
  readonly isSecure: boolean;
  /** Whether the client has hung up; a host that cannot tell leaves it out. */
  readonly isGone?: () => boolean;
};

export type WireFrontOptions = {
  readonly catalog: Catalog;
  readonly keyring: Keyring;
  /** The names that this front answers to: the signed Host must be one of them. */
  readonly hosts: () => readonly string[];
  readonly connections: readonly Connection[];
  readonly revocations: Revocations;
  readonly now: Now;
};

/** A request whose signature holds, with its body as AWS would read it. */
type VerifiedWire = VerifiedRequest & { readonly scope: Scope; readonly isPresigned: boolean };

const invocationHeader = 'amz-sdk-invocation-id';

/** Its errors are never streamed. */
export type WireFront = Omit<Front<WireRequest, VerifiedWire, HttpReply | StreamedReply>, 'encodeError'> & {
  readonly encodeError: (error: GatewayError, answering: Answering<WireRequest> & { readonly now: string }) => HttpReply;
};

export function createWireFront(options: WireFrontOptions): WireFront {
  const hashKey = currentKey(options.keyring, 'recorded-hash');
  return {
    channel: 'aws',
    origin: (request) => originOf(request),
    authenticate: (request) => authenticate(request, options),
    decode: async (verified, { connection }, ownTokens) => {
      const decoded = decodeWireCall(verified.request, verified.scope, {
        connection: awsAccount(connection),
        options: { catalog: options.catalog, hashKey, ownTokens },
      });
      refuseUnsignedBody(verified, decoded);
      if (verified.isPresigned) refusePresignedWrite(decoded);
      return decoded;
    },
    invocation: (request) => headerValue(request.headers, invocationHeader),
    signature: (request) => signatureBesides(request),
    isGone: (request) => request.isGone?.() === true,
    encode: (reply, { callId, request }) => {
      const own = withOwnAddresses(reply, request, readScope(request).service);
      return { ...own, headers: headersOf(own, callId) };
    },
    encodeStream: (reply, { callId }) => ({ ...reply, headers: headersOf(reply, callId) }),
    encodeError: (error, answering) => encodeWireError(error, answering, options.catalog),
  };
}

function headersOf({ headers }: Pick<HttpReply, 'headers'>, callId: string): readonly Header[] {
  return [...replyHeaders(headers, 'untouched'), callIdHeader(callId)];
}

function callIdHeader(callId: string): Header {
  return ['x-countersign-call-id', callId];
}

/** Botocore adds its name of the command after signing, other SDKs before (aws-wire §9). */
function signatureBesides(request: WireRequest): string | undefined {
  const { signature, signedHeaders } = readAuthorization(request);
  return signedHeaders.includes(invocationHeader) ? undefined : signature;
}

function originOf(request: WireRequest): { readonly sourceIp: string; readonly client?: string } {
  const client = headerValue(request.headers, 'user-agent');
  return { sourceIp: request.sourceIp, ...(client === undefined ? {} : { client }) };
}

async function authenticate(request: WireRequest, options: WireFrontOptions): Promise<Authenticated<VerifiedWire>> {
  const authorization = readAuthorization(request);
  const now = options.now();
  const { session, secretAccessKey } = openCredentials({
    keyring: options.keyring,
    accessKeyId: authorization.accessKeyId,
    sessionToken: authorization.securityToken ?? '',
    now,
  });
  const { isSecure } = request;
  const verified = verifySignature(request, authorization, secretAccessKey, { now, hosts: options.hosts(), isSecure });
  await refuseRevoked({ kind: 'session', session }, options.revocations);
  const scope = { signingName: authorization.service, region: authorization.region };
  const caller = openedTo(session, options.connections);
  const isPresigned = authorization.presignedSeconds !== undefined;
  if (isPresigned) refuseClosedPresigning(awsAccount(caller.connection));
  return { caller, verified: { ...verified, scope, isPresigned } };
}

/** A body that only the transport protects is for S3 and for the operations that AWS models so. */
function refuseUnsignedBody({ body, scope }: VerifiedWire, { wire }: DecodedCall): void {
  if (body === 'signed' || scope.signingName.startsWith('s3') || wire.operation.hasUnsignedBody) return;
  throw new GatewayError(
    'unsupported-call',
    `${wire.service.id} takes no unsigned body. Sign the payload (payload_signing_enabled).`,
  );
}

/** Membership is computed from the present configuration, whatever held when the credentials were issued. */
function openedTo(session: Session, connections: readonly Connection[]): Caller {
  const connection = chooseConnection(connections, session.connection, session.principal);
  return { session, connection, role: chooseRole(connection, session.principal, session.role) };
}

function encodeWireError(
  error: GatewayError,
  { callId, request, now }: Answering<WireRequest> & { readonly now: string },
  catalog: Catalog,
): HttpReply {
  const reply = encodeError(error, { ...guessWire(request, catalog), requestId: callId, now, request });
  // Under a name of ours too: AWS's fronts write request ids of their own.
  return { ...reply, headers: [...reply.headers, callIdHeader(callId)] };
}

/**
 * The protocol that the client speaks, from the request's head alone: an error must reach it in a form that it prints, and
 * whoever is not authenticated yet must not cost the parsing of a body.
 */
function guessWire(request: WireRequest, catalog: Catalog): { readonly protocol?: Protocol; readonly signingName?: string } {
  try {
    const { service: signingName } = readScope(request);
    return { signingName, protocol: guessProtocol(request, catalog.servicesSignedAs(signingName)) };
  } catch (error) {
    if (error instanceof GatewayError) return {};
    throw error;
  }
}
