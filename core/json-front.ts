/** The JSON front: any AWS operation by its names and parameters, through the same story as every other call. */

import { authenticateToken, type TokenPorts } from './authenticate-token.ts';
import type { Catalog } from './catalog/catalog.ts';
import { awsAccount } from './connections/aws-account.ts';
import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import type { GatewayError } from './errors.ts';
import type { Front } from './front.ts';
import { type HttpReply, headerValue } from './http.ts';
import { reasonOf } from './issue-credentials.ts';
import { maskedHeader } from './masking/framing.ts';
import type { Connection, Issuer, Masked, Parameters, Session } from './model.ts';
import { decodeNamedCall, type NamedCall, namedWire } from './named-call.ts';
import { mcpService } from './policy/tool-call.ts';
import { decodeReply } from './protocols/aws/codec/decode-reply.ts';
import type { AwsReplyError } from './protocols/aws/codec/decode-reply-error.ts';
import { refuseRevoked } from './revocation.ts';
import type { TokenSessions } from './token-sessions.ts';

export type JsonCallRequest = {
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  readonly sourceIp: string;
  readonly client: string | undefined;
  /** The client's own name of its command: what it sends again under it is never executed twice. */
  readonly idempotencyKey: string;
  readonly asked: CallAsked;
};

/** MCP's own tools make their calls through this front too. */
export type NamedChannel = 'json' | 'mcp';

export type CallAsked = NamedCall & { readonly connection: string; readonly role?: string; readonly reason?: string };

/** What was masked in the response: how often, and of which classes. */
export type MaskedNote = { readonly count: number; readonly classes: readonly string[] };

export type JsonCallReply =
  | { readonly kind: 'completed'; readonly body: CompletedCall }
  | { readonly kind: 'failed'; readonly callId: string; readonly error: GatewayError };

export type CompletedCall = {
  readonly id: string;
  readonly status: 'completed';
  readonly response?: Parameters;
  /** What an MCP server answered: `{result}` or `{error}`. */
  readonly mcp?: Parameters;
  /** What AWS answered instead. */
  readonly error?: AwsReplyError;
  readonly masked?: MaskedNote;
};

export type JsonFrontOptions = TokenPorts & {
  readonly catalog: Catalog;
  readonly connections: readonly Connection[];
  readonly sessions: TokenSessions;
  readonly channel: NamedChannel;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

/** What fits into a reply of the HTTP API in base64. */
const maxPayloadBytes = 4 * 1024 * 1024;

export function createJsonFront(options: JsonFrontOptions): Front<JsonCallRequest, CallAsked, JsonCallReply> {
  return {
    channel: options.channel,
    origin: ({ sourceIp, client }) => ({ sourceIp, ...(client === undefined ? {} : { client }) }),
    authenticate: (request) => authenticate(request, options),
    decode: async (asked, { connection }, ownTokens) =>
      decodeNamedCall(asked, { ...options, connection: awsAccount(connection), ownTokens }),
    invocation: ({ idempotencyKey }) => idempotencyKey,
    isHeld: false,
    deferred: (request, { session }) => deferredCall(request, session, options.channel),
    encode: (reply, { callId, request }) => ({
      kind: 'completed',
      body: completedCall(reply, { id: callId, ...request.asked }, options.catalog),
    }),
    encodeError: (error, { callId }) => ({ kind: 'failed', callId, error }),
  };
}

const kindsOf: Readonly<Record<NamedChannel, readonly Issuer['kind'][]>> = {
  json: ['human'],
  mcp: ['human', 'agent', 'workload'],
};

async function authenticate(request: JsonCallRequest, options: JsonFrontOptions) {
  const { authorization, sourceIp, client, asked } = request;
  const { channel } = options;
  const caller = await authenticateToken({ authorization, sourceIp, client, channel, kinds: kindsOf[channel] }, options);
  const connection = chooseConnection(options.connections, asked.connection, caller.principal);
  const role = chooseRole(connection, caller.principal, asked.role);
  const opened = await options.sessions.of(caller, { connection, role });
  await refuseRevoked({ kind: 'session', session: opened }, options.revocations);
  // Groups are the token's own of now; the reason is this call's.
  const session = {
    ...opened,
    principal: caller.principal,
    ...reasonOf(asked),
  };
  return { caller: { session, connection, role }, verified: asked };
}

function deferredCall({ asked, sourceIp, client, idempotencyKey }: JsonCallRequest, session: Session, channel: NamedChannel) {
  const { service, operation, region, parameters } = asked;
  return {
    channel,
    session,
    service,
    operation,
    parameters,
    sourceIp,
    command: idempotencyKey,
    ...(region === undefined ? {} : { region }),
    ...(client === undefined ? {} : { client }),
  };
}

type Answered = Pick<NamedCall, 'service' | 'operation'> & { readonly id: string };

/** The masked reply to a named call, by the names of AWS's API reference. */
export function completedCall(reply: Masked<HttpReply>, { id, ...named }: Answered, catalog: Catalog): CompletedCall {
  const masked = maskedNote(headerValue(reply.headers, maskedHeader));
  const common = { id, status: 'completed', ...(masked === undefined ? {} : { masked }) } as const;
  if (named.service === mcpService) return { ...common, mcp: JSON.parse(Buffer.from(reply.body).toString()) };
  const decoded = decodeReply(reply, { ...namedWire(catalog, named), maxPayloadBytes });
  return {
    ...common,
    ...(decoded.outcome === 'response' ? { response: decoded.response } : { error: decoded.error }),
  };
}

/** `12;classes=pii.contact,secret`, as the masker writes it. */
function maskedNote(header: string | undefined): MaskedNote | undefined {
  const [, count, classes = ''] = /^(\d+);classes=(.*)$/.exec(header ?? '') ?? [];
  return count === undefined ? undefined : { count: Number(count), classes: classes.split(',') };
}
