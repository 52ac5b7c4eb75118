/** What a front is: the translation between one client protocol and the gateway's story. */

import type { Operation } from './catalog/operation.ts';
import type { Protocol, Service } from './catalog/service.ts';
import type { Shape } from './catalog/shape.ts';
import type { Asking } from './decide-strictly.ts';
import type { DeferredCall } from './deferring/deferred-call.ts';
import type { GatewayError } from './errors.ts';
import type { OwnTokens } from './flow-tokens.ts';
import type { HttpReply, StreamedReply } from './http.ts';
import type { McpAsk } from './mcp/client.ts';
import type { AnyConnection, Call, Channel, Masked, ResourceFacts, Role, Session } from './model.ts';
import type { UpstreamRequest } from './ports.ts';

/** Where a request came from, before anything about it is believed. */
export type Origin = { readonly sourceIp: string; readonly client?: string };

/** An authenticated caller, with what the present configuration opens to it. */
export type Caller = {
  readonly session: Session;
  readonly connection: AnyConnection;
  readonly role: Role;
};

/** How a call is written on the wire: by which operation's model its reply is read. */
export type Wire = {
  readonly service: Service;
  readonly operation: Operation;
  readonly protocol: Protocol;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  /** The shape of an error by its code. */
  readonly errorShape: (code: string) => Shape | undefined;
};

export type DecodedCall = {
  /** Every operation that the request may be. More than one only where AWS's models leave it open and all of them read. */
  readonly calls: readonly [Call, ...Call[]];
  readonly wire: Wire;
  readonly upstream: UpstreamRequest | McpAsk;
  /** What is known of the resources without reading them: the pinned definition of an MCP tool. */
  readonly facts?: readonly ResourceFacts[];
  /** The payload of its reply is passed on as it arrives, where policy lets it pass. */
  readonly isStreamed?: true;
};

/** A call that goes to AWS. */
export type AwsCall = DecodedCall & { readonly upstream: UpstreamRequest };

/** What a front made sure of: who calls, and the request as it was verified. */
export type Authenticated<Verified> = { readonly caller: Caller; readonly verified: Verified };

export type Answering<Request> = { readonly callId: string; readonly request: Request };

export type Front<Request, Verified, Reply> = {
  readonly channel: Channel;
  readonly origin: (request: Request) => Origin;
  /** Errors: `unauthenticated`, `unsupported-call`, `unknown-connection`. */
  readonly authenticate: (request: Request) => Promise<Authenticated<Verified>>;
  /** `ownTokens`: what AWS is sent for its flow tokens. Errors: `malformed-request`, `unsupported-call`, `masked-value-write-back`, `payload-too-large`, its own. */
  readonly decode: (verified: Verified, caller: Caller, ownTokens: OwnTokens) => Promise<DecodedCall>;
  /** The client's own name of its command, the same for what it sends again. */
  readonly invocation?: (request: Request) => string | undefined;
  /** The request's signature, where its `invocation` is no part of what was signed. */
  readonly signature?: (request: Request) => string | undefined;
  /** `false`: a call that waits is answered at once, and its client comes back. */
  readonly isHeld?: false;
  /** By what a client that is not held, and has nothing to hand back, is known when it repeats a call that waits: then it gets the answer. */
  readonly rejoins?: (request: Request) => string | undefined;
  /** What the gateway needs to make the call by itself, once it is approved: then the client does not come back for it. */
  readonly deferred?: (request: Request, caller: Caller) => DeferredCall;
  /** The stored call and the approval that a run of it goes by: it asks nobody. */
  readonly runs?: (request: Request) => { readonly callId: string; readonly approval: string };
  /** Whether the client has hung up. */
  readonly isGone?: (request: Request) => boolean;
  readonly encode: (reply: Masked<HttpReply>, answering: Answering<Request>) => Reply;
  /** For calls that are decoded as streamed. */
  readonly encodeStream?: (reply: Masked<StreamedReply>, answering: Answering<Request>) => Reply;
  readonly encodeError: (error: GatewayError, answering: Answering<Request> & { readonly now: string }) => Reply;
};

/** What policy is asked about a decoded call. */
export function asking(
  decoded: DecodedCall,
  { session, connection }: Caller,
  asked: Pick<Origin, 'sourceIp'> & { readonly channel: Channel },
): Asking {
  return {
    calls: decoded.calls,
    principal: session.principal,
    connection,
    sourceIp: asked.sourceIp,
    channel: asked.channel,
    hasReason: session.reason !== undefined,
    breakGlass: session.breakGlass === true,
    ...(decoded.facts === undefined ? {} : { facts: decoded.facts }),
  };
}
