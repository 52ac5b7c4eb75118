/** The ports: what core asks of the world, in core's words. Each has its adapters, and each adapter its contract suite. */

import type { Header, HttpReply, StreamedReply } from './http.ts';
import type {
  AwsCredentials,
  CallState,
  Connection,
  Json,
  Masked,
  McpConnection,
  Resource,
  ResourceFacts,
  Sealed,
} from './model.ts';

/** Time as ISO 8601 UTC with milliseconds. */
export type Now = () => string;

/** A new ULID, greater than every one before it in this process even when the clock steps back. */
export type NewId = () => string;

/** A token that its issuer's keys have verified: signature, issuer, audience, expiry, algorithm. */
export type VerifiedToken = {
  /** The configured issuer's name. */
  readonly issuerName: string;
  readonly claims: { readonly [name: string]: Json };
};

export type TokenVerifier = {
  /**
   * The token is for an audience of its issuer, or for one of the resources (RFC 8707) at which it is shown.
   * Errors: `unauthenticated`, whatever was wrong.
   */
  readonly verify: (token: string, resources?: readonly string[]) => Promise<VerifiedToken>;
};

/** One sign-in of a person in a browser: OpenID Connect authorization code flow with PKCE (RFC 7636). */
export type SignInRequest = {
  readonly state: string;
  readonly nonce: string;
  /** S256 of the verifier that `finish` is given. */
  readonly codeChallenge: string;
  readonly redirectUri: string;
};

export type SignInAnswer = {
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
  readonly redirectUri: string;
};

export type SignIn = {
  /** The configured issuer's name. */
  readonly issuerName: string;
  /** Where the browser is sent; whoever signed in some minutes ago or earlier is asked to do it again. Errors: `unauthenticated`. */
  readonly address: (request: SignInRequest) => Promise<string>;
  /** The access token, not yet verified, and the verified ID token with the nonce that was sent. Errors: `unauthenticated`. */
  readonly finish: (answer: SignInAnswer) => Promise<{ readonly accessToken: string; readonly identity: VerifiedToken }>;
};

/** What is kept outside the event's line so that it can be found. Copies; the line is the record. */
export type EventColumns = {
  readonly id: string;
  readonly time: string;
  readonly kind: EventKind;
  readonly session?: string;
  readonly writer: string;
  readonly sequence: number;
  readonly callId?: string;
  readonly principal?: string;
  readonly groups: readonly string[];
  readonly service?: string;
  readonly operation?: string;
  readonly access?: string;
  readonly connection?: string;
  readonly resources: readonly string[];
  readonly decision?: string;
  readonly mark?: EventMark;
  readonly client?: string;
  readonly reason?: string;
  /** The approval that the event tells of, or that its call goes by. */
  readonly approval?: string;
  /** Classes of what was masked in it, each once. */
  readonly maskedClasses: readonly string[];
};

export type EventKind =
  | 'intent'
  | 'outcome'
  | 'payload'
  | 'refused'
  | 'approval'
  | 'session'
  | 'record-read'
  | 'erasure'
  | 'check'
  | 'unknown'
  | 'tampering';

/** What makes an event worth finding, the first that applies. */
export type EventMark = 'error' | 'deny' | 'needs-approval' | 'shadow' | 'masked';

/** One event as it is stored: the canonical line that is exported and hashed, its list columns, and its masked body. */
export type StoredEvent = {
  readonly columns: EventColumns;
  readonly line: Masked<string>;
  readonly body?: Masked<Uint8Array>;
};

export type Recorder = {
  /** How many one commit takes; without it, one. */
  readonly mostAtOnce?: number;
  /**
   * Stores all of them or none; durable when it returns. Writing the same events again is no error; another event under a stored id is
   * `conflict`. Errors: `recorder-unavailable`; `payload-too-large` where nothing was stored, because one of them never can be.
   */
  readonly append: (events: readonly StoredEvent[]) => Promise<void>;
  /** Intents without an outcome that are older than `before`, oldest first, at most 1,000. */
  readonly openIntents: (before: string) => Promise<readonly StoredEvent[]>;
};

/** Conditions are combined with AND; `from` is inclusive, `to` exclusive. */
export type EventQuery = {
  readonly principal?: string;
  readonly group?: string;
  readonly from?: string;
  readonly to?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly access?: string;
  readonly connection?: string;
  readonly resource?: string;
  readonly decision?: string;
  readonly client?: string;
  readonly session?: string;
  readonly kind?: EventKind;
  readonly approval?: string;
  readonly maskedClass?: string;
  /** Words that the reason holds, all of them, in any order and case. */
  readonly q?: string;
};

/** A place in the walk: the last (time, id) considered. A walk over sessions also carries where it began, to list none of them twice. */
export type Position = {
  readonly time: string;
  readonly id: string;
  readonly newest?: { readonly time: string; readonly id: string };
};

export type EventPage = { readonly events: readonly StoredEvent[]; readonly next?: Position };

/** What the record says of one session, from its events. */
export type SessionSummary = {
  readonly id: string;
  readonly principal: string;
  readonly connection: string;
  readonly openedAt: string;
  readonly lastEventAt: string;
  /** Calls: intents and refusals, counted up to 1,000; 1,001 stands for more. */
  readonly callCount: number;
};

export type SessionPage = { readonly sessions: readonly SessionSummary[]; readonly next?: Position };

/**
 * Intents are found through their session alone: everywhere else the outcome stands for the call. A page may hold fewer than asked,
 * or nothing, and still have a `next`; the end is no `next`. Errors: `recorder-unavailable`.
 */
export type Search = {
  /** Newest first, over a unique (time, id), without bodies. */
  readonly events: (query: EventQuery, limit: number, after?: Position) => Promise<EventPage>;
  /** Sessions with at least one event that matches, by the time of that match, newest first. */
  readonly sessions: (query: EventQuery, limit: number, after?: Position) => Promise<SessionPage>;
  /** One event with its body. */
  readonly event: (id: string) => Promise<StoredEvent | undefined>;
};

/**
 * What was cut off at `revokedAt`: a session; a principal with its sessions and tokens; or only the tokens that a
 * principal was issued before (revoking a session must not be undone by the token that opened it).
 */
export type Revocation = { readonly kind: 'session' | 'principal' | 'tokens'; readonly id: string; readonly revokedAt: string };

export type Revocations = {
  /** Durable when it returns, in force at once in this process and in ≤ 5 s in every other. */
  readonly revoke: (revocation: Revocation) => Promise<void>;
  readonly find: (kind: Revocation['kind'], id: string) => Promise<Revocation | undefined>;
};

/** Where a role is assumed, and what its trust policy asks for. */
export type RolePlace = Pick<Connection, 'name' | 'endpoint' | 'externalId' | 'scopedCredentials'>;

/** One request for the credentials of a narrow role. */
export type AssumeRequest = {
  readonly connection: RolePlace;
  readonly role: string;
  readonly principal: string;
  readonly session: string;
  /** The stable person behind the call, legal for STS. */
  readonly sourceIdentity: string;
  readonly roleSessionName: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The session policy (JSON, ≤ 2,048 characters), when the role is narrowed. */
  readonly narrowingPolicy?: string;
  /** The call that credentials cut down for it alone are described by. */
  readonly callId?: string;
};

export type RoleAssumer = {
  /** A role is cached by everything in the request but its call. Errors: `upstream-unreachable`. */
  readonly assume: (request: AssumeRequest) => Promise<AwsCredentials>;
};

/** A request for AWS, unsigned: where it goes and what it is signed for. `path` is sent exactly as it stands. */
export type UpstreamRequest = {
  readonly connection: Connection;
  readonly host: string;
  readonly service: string;
  readonly signingName: string;
  readonly signingRegion: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly source?: UpstreamSource;
};

/** A copy's source in another Region: AWS fetches it with a URL that is presigned when the call is sent, and is this parameter of its form. */
export type UpstreamSource = {
  readonly parameter: string;
  readonly host: string;
  readonly signingName: string;
  readonly signingRegion: string;
  /** The Region of the call. */
  readonly destination: string;
};

export type Upstream = {
  /** Signs and sends. Errors: `upstream-unreachable` before anything was sent, `outcome-unknown` once it was, `payload-too-large`. */
  readonly send: (request: UpstreamRequest, credentials: AwsCredentials) => Promise<HttpReply>;
  /** The same, but the body of a success is not waited for; whoever gets it reads it to its end or cancels it. */
  readonly stream: (request: UpstreamRequest, credentials: AwsCredentials) => Promise<HttpReply | StreamedReply>;
};

/** One message for an MCP server: its headers, without those of transport and authorization, and its JSON. */
export type McpUpstreamRequest = {
  readonly connection: McpConnection;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
};

export type McpUpstream = {
  /**
   * Proves the gateway to the server and sends; the answer as it came, JSON or a whole stream of events. `credentials` are for
   * connections with `sigv4`. Errors: `upstream-unreachable` before anything was sent, `outcome-unknown` once it was, `payload-too-large`.
   */
  readonly post: (request: McpUpstreamRequest, credentials: AwsCredentials | undefined) => Promise<HttpReply>;
};

/** How old a fact may be: as it is now, for whatever changes something; some seconds, for reads. */
export type Freshness = 'now' | 'recent';

export type FactReader = {
  /** The resources with their tags, in the same order; `tagsKnown: false` where they could not be read. Never throws. Without a freshness: `now`. */
  readonly read: (
    connection: Connection,
    resources: readonly Resource[],
    freshness?: Freshness,
  ) => Promise<readonly ResourceFacts[]>;
};

/**
 * What became of an execution. `begun`: it may be on its way. `done`: it took effect, or used an approval up. `failed`: it took none,
 * so another call may go in its place. `unknown`: its answer was lost for good.
 */
export type ExecutionState = 'begun' | 'done' | 'failed' | 'unknown';

/** The one execution of a client's command. */
export type Execution = {
  /** The client's command (keyed hash): the same for what it sends again, and for nothing else. */
  readonly command: string;
  readonly callId: string;
  readonly state: ExecutionState;
  readonly begunAt: string;
  /** Until then nothing else is executed under its key. */
  readonly until: string;
  /** What a client that lost its answer is given again: sealed, and for minutes only. */
  readonly outcome?: { readonly sealed: Sealed; readonly until: string };
};

/** Of everything that is begun under one key at once, one is executed. Errors: `recorder-unavailable`. */
export type Executions = {
  /**
   * Takes the key, unless it is held: then it gives the execution that holds it. `follows`: the call that failed, in whose place this
   * one goes. Whatever is recorded after it returned is never durable without it.
   */
  readonly begin: (key: string, execution: Execution, follows?: string) => Promise<Execution | undefined>;
  /** Replaces what the same call began; of another call it changes nothing. */
  readonly end: (key: string, execution: Execution) => Promise<void>;
  readonly find: (key: string, now: string) => Promise<Execution | undefined>;
};

/** A call that the gateway runs by itself once it is approved, and what became of it. */
export type StoredCall = {
  readonly id: string;
  /** The approval that it waits for, and goes by. */
  readonly approval: string;
  readonly state: CallState;
  /** The call while it waits; once it ran, its masked answer. */
  readonly sealed?: Sealed;
  /** Until then it is kept. */
  readonly until: string;
};

/** Stored calls, each for as long as somebody may run it or ask for its answer. Errors: `recorder-unavailable`. */
export type StoredCalls = {
  /** What one sealed text may hold. */
  readonly mostBytes: number;
  /** Durable when it returns; whatever was stored of the call before is gone. */
  readonly keep: (call: StoredCall) => Promise<void>;
  /** Read consistently; `undefined` once its time is over. */
  readonly find: (id: string, now: string) => Promise<StoredCall | undefined>;
};

/** Resolves after so long, or as soon as `until` resolves. */
export type Sleep = (milliseconds: number, until?: Promise<void>) => Promise<void>;

/** One line of the operator's log. It never holds a body, a parameter, a token, a link, a query string or a credential. */
export type LogEntry = {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly callId?: string;
  readonly code?: string;
  /** What was thrown, as `loggedCause` tells it: without any text that may hold a caller's data. */
  readonly cause?: string;
};

export type Log = (entry: LogEntry) => void;

/**
 * Holds a value against a JSON Schema (2020-12) that may be a stranger's: nothing is fetched for it, its patterns stay linear.
 * The first thing wrong, as a sentence that names the place and never the value; `undefined` when all is well.
 */
export type SchemaCheck = (schema: { readonly [name: string]: Json }, value: Json) => string | undefined;

/** JMESPath on a value, under a time limit. Errors: `malformed-request` for an expression that cannot be read or takes too long. */
export type JsonQuery = (expression: string, value: Json) => Json;

/** Server → tool → the definition that was accepted, and its hash. */
export type McpPinSet = {
  readonly [server: string]: {
    readonly [tool: string]: { readonly sha256: string; readonly definition: { readonly [name: string]: Json } };
  };
};

/** The tools of MCP servers that people accepted. */
export type McpPins = {
  readonly current: () => McpPinSet;
  /** Takes a definition that was seen for the first time; absent where only people accept (everywhere but on one machine). */
  readonly takeFirst?: (server: string, definition: { readonly [name: string]: Json }) => void;
};
