/** The front of MCP servers: one method of one server, for a caller of the MCP endpoint, through the same story as every other call. */

import { authenticateToken, type TokenPorts } from '../authenticate-token.ts';
import { GatewayError } from '../errors.ts';
import type { Caller, DecodedCall, Front } from '../front.ts';
import type { HttpReply } from '../http.ts';
import { reasonOf } from '../issue-credentials.ts';
import { refuseMaskedWriteBack } from '../masking/write-back.ts';
import type { Json, Masked, McpConnection, Principal, Role, ToolFacts } from '../model.ts';
import { type McpMethod, mcpService, methodCall, type ToolAnnotations } from '../policy/tool-call.ts';
import { type Answer, failed, isObject, type JsonObject, objectIn, rpcCodes, succeeded } from '../protocols/mcp/rpc.ts';
import { refuseRevoked } from '../revocation.ts';
import type { TokenSessions } from '../token-sessions.ts';
import { mcpWire } from './wire.ts';

export type MethodAsked = {
  /** The connection's name. */
  readonly server: string;
  readonly method: McpMethod;
  readonly params: JsonObject;
  /** Of `tools/call`: what the tool counts as, and the schema of its pinned definition. */
  readonly tool?: ToolFacts;
  readonly inputSchema?: JsonObject;
  /** What the server may ask of its client; nothing when absent. */
  readonly capabilities?: JsonObject;
  readonly reason?: string;
};

export type McpMethodRequest = {
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  readonly sourceIp: string;
  readonly client: string | undefined;
  /** The name of this command: what is sent again under it is never executed twice. */
  readonly command: string;
  /** Of a client that repeats a waiting call, without anything to hand back. */
  readonly rejoins?: string;
  readonly asked: MethodAsked;
};

export type McpMethodReply =
  | { readonly kind: 'answered'; readonly callId: string; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly callId: string; readonly error: GatewayError };

export type McpFrontOptions = TokenPorts & { readonly servers: readonly McpConnection[]; readonly sessions: TokenSessions };

export function createMcpFront(options: McpFrontOptions): Front<McpMethodRequest, MethodAsked, McpMethodReply> {
  return {
    channel: 'mcp',
    origin: ({ sourceIp, client }) => ({ sourceIp, ...(client === undefined ? {} : { client }) }),
    authenticate: (request) => authenticate(request, options),
    decode: async (asked, caller) => decodeMethod(asked, caller),
    invocation: ({ command }) => command,
    isHeld: false,
    rejoins: ({ rejoins }) => rejoins,
    deferred: ({ asked, sourceIp, client, command }, { session }) => ({
      channel: 'mcp',
      session,
      service: mcpService,
      operation: asked.method,
      parameters: asked.params,
      sourceIp,
      command,
      ...(client === undefined ? {} : { client }),
    }),
    encode: (reply, { callId }) => ({ kind: 'answered', callId, answer: answerIn(reply) }),
    encodeError: (error, { callId }) => ({ kind: 'failed', callId, error }),
  };
}

async function authenticate({ authorization, sourceIp, client, asked }: McpMethodRequest, options: McpFrontOptions) {
  const caller = await authenticateToken(
    { authorization, sourceIp, client, channel: 'mcp', kinds: ['human', 'agent', 'workload'] },
    options,
  );
  const connection = chooseServer(options.servers, asked.server, caller.principal);
  const role = roleOf(connection);
  const opened = await options.sessions.of(caller, { connection, role });
  await refuseRevoked({ kind: 'session', session: opened }, options.revocations);
  const session = { ...opened, principal: caller.principal, ...reasonOf(asked) };
  return { caller: { session, connection, role }, verified: asked };
}

/** The servers whose groups the principal is in. */
export function openServers(servers: readonly McpConnection[], { groups }: Principal): readonly McpConnection[] {
  return servers.filter((server) => server.groups.some((group) => groups.includes(group)));
}

/** Errors: `unknown-connection`, also for one that exists but is nothing to the principal. */
export function chooseServer(servers: readonly McpConnection[], name: string, principal: Principal): McpConnection {
  const chosen = openServers(servers, principal).find((server) => server.name === name);
  if (chosen !== undefined) return chosen;
  throw new GatewayError('unknown-connection', `There is no MCP server of that name for ${principal.id}.`);
}

/** By which role the gateway proves itself there; without one by the server's own name. */
export function roleOf({ name, auth, groups }: McpConnection): Role {
  return { arn: auth.kind === 'sigv4' ? auth.roleArn : `${mcpService}:${name}`, groups, narrow: 'off' };
}

/** What is sent is built from the decoded parameters, never from the client's bytes. Errors: `masked-value-write-back`. */
export function decodeMethod(asked: MethodAsked, { connection, session }: Caller): DecodedCall {
  if (connection.kind !== 'mcp') throw new TypeError(`connection ${connection.name}: it is no MCP server`);
  const { server, method, tool, inputSchema, capabilities } = asked;
  const { _meta, requestState, task, ...parameters } = asked.params;
  refuseMaskedWriteBack(parameters);
  const { call, facts } = methodCall({ server, method, parameters, ...(tool === undefined ? {} : { tool }) });
  const params = {
    ...parameters,
    ...(_meta === undefined ? {} : { _meta }),
    ...(requestState === undefined ? {} : { requestState }),
    ...(task === undefined ? {} : { task }),
  };
  const upstream = { kind: 'mcp', connection, principal: session.principal.id, method, params } as const;
  return {
    calls: [call],
    wire: mcpWire(method),
    facts,
    upstream: {
      ...upstream,
      ...(inputSchema === undefined ? {} : { inputSchema }),
      ...(capabilities === undefined ? {} : { capabilities }),
    },
  };
}

/** The masked answer of a server: `{result}` or `{error}`, with the notifications before it. */
export function answerIn(reply: Masked<HttpReply>): Answer {
  return answerInBody(JSON.parse(Buffer.from(reply.body).toString()));
}

export function answerInBody(body: JsonObject): Answer {
  if (isObject(body.result))
    return succeeded(body.result, Array.isArray(body.notifications) ? body.notifications.filter(isObject) : []);
  const { code, message, data } = objectIn(body, 'error');
  const known = typeof code === 'number' ? code : rpcCodes.internal;
  const text = typeof message === 'string' ? message : 'The MCP server failed.';
  // A modern client knows by the status that it must declare more.
  const status = known === rpcCodes.missingCapability ? 400 : 200;
  return { ...failed(rpcCodes.internal, text, data), code: known, status };
}

/** A server's own claims about a tool; what is no claim is none. */
export function annotationsOf(value: Json | undefined): ToolAnnotations {
  if (!isObject(value)) return {};
  const flags = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;
  return Object.fromEntries(flags.flatMap((flag) => (typeof value[flag] === 'boolean' ? [[flag, value[flag]]] : [])));
}
