/** The front of a stored call: the gateway itself is its client, in the name of whoever asked. */

import type { Catalog } from '../catalog/catalog.ts';
import { awsAccount } from '../connections/aws-account.ts';
import { chooseConnection, chooseRole } from '../connections/open-roles.ts';
import type { Caller, Front } from '../front.ts';
import { annotationsOf, chooseServer, decodeMethod, roleOf } from '../mcp/front.ts';
import type { Channel, Connection, McpConnection, Session } from '../model.ts';
import { decodeNamedCall } from '../named-call.ts';
import { mcpMethods, mcpService, toolFacts } from '../policy/tool-call.ts';
import type { McpPins, Revocations } from '../ports.ts';
import { isObject, textIn } from '../protocols/mcp/rpc.ts';
import { refuseRevoked } from '../revocation.ts';
import type { Outcome } from '../sealed-outcome.ts';
import type { DeferredCall } from './deferred-call.ts';

/** One run of a stored call, by its approval. */
export type StoredRun = { readonly id: string; readonly approval: string; readonly call: DeferredCall };

export type StoredFrontOptions = {
  readonly channel: Channel;
  readonly catalog: Catalog;
  readonly connections: readonly Connection[];
  /** MCP servers, and the definitions of their tools that people accepted. */
  readonly servers?: readonly McpConnection[];
  readonly pins?: McpPins;
  /** Read without a cache (threats 16). */
  readonly revocations: Revocations;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

/** What the caller may use is the configuration's of now; its groups are those of when it asked. */
export function createStoredFront(options: StoredFrontOptions): Front<StoredRun, DeferredCall, Outcome> {
  return {
    channel: options.channel,
    origin: ({ call: { sourceIp, client } }) => ({ sourceIp, ...(client === undefined ? {} : { client }) }),
    authenticate: ({ call }) => authenticate(call, options),
    decode: async (call, caller, ownTokens) =>
      caller.connection.kind === 'mcp'
        ? decodeStoredMethod(call, caller, options)
        : decodeNamedCall(call, { ...options, connection: awsAccount(caller.connection), ownTokens }),
    invocation: ({ call }) => call.command,
    isHeld: false,
    runs: ({ id, approval }) => ({ callId: id, approval }),
    encode: (reply) => ({ kind: 'reply', reply }),
    encodeError: (error) => ({ kind: 'error', error }),
  };
}

async function authenticate(call: DeferredCall, options: StoredFrontOptions) {
  const { session } = call;
  const opened = call.service === mcpService ? openedServer(session, options) : openedAccount(session, options);
  await refuseRevoked({ kind: 'session', session }, options.revocations);
  return { caller: { session, ...opened }, verified: call };
}

function openedAccount(session: Session, { connections }: StoredFrontOptions) {
  const connection = chooseConnection(connections, session.connection, session.principal);
  return { connection, role: chooseRole(connection, session.principal, session.role) };
}

function openedServer(session: Session, { servers = [] }: StoredFrontOptions) {
  const connection = chooseServer(servers, session.connection, session.principal);
  return { connection, role: roleOf(connection) };
}

/** By the definition that is accepted now: one that was taken back counts as the worst. */
function decodeStoredMethod(call: DeferredCall, caller: Caller, { pins }: StoredFrontOptions) {
  const method = mcpMethods.find((each) => each === call.operation);
  if (method === undefined) throw new TypeError('stored-front: no method of MCP is stored under that name');
  const name = textIn(call.parameters, 'name') ?? '';
  const definition = pins?.current()[caller.connection.name]?.[name]?.definition;
  const inputSchema = definition?.inputSchema;
  const tool = method === 'tools/call' ? { tool: toolFacts(name, annotationsOf(definition?.annotations)) } : {};
  const asked = { server: caller.connection.name, method, params: call.parameters, ...tool };
  return decodeMethod(isObject(inputSchema) ? { ...asked, inputSchema } : asked, caller);
}
