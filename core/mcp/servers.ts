/** The MCP servers behind the endpoint: asks one method of one, and reads its lists to their end. */

import { randomUUID } from 'node:crypto';
import { toGatewayError } from '../errors.ts';
import { passCall } from '../gateway.ts';
import { epochMilliseconds } from '../instant.ts';
import type { Json, McpConnection } from '../model.ts';
import type { McpPins, SchemaCheck } from '../ports.ts';
import { type Answer, failed, isObject, type JsonObject, rpcCodes, textIn } from '../protocols/mcp/rpc.ts';
import type { Using } from './aws-call.ts';
import { createMcpFront, type McpMethodReply, type MethodAsked, openServers } from './front.ts';
import type { McpWaitingPorts } from './waiting.ts';

export type McpServerPorts = McpWaitingPorts & {
  readonly servers: readonly McpConnection[];
  readonly pins: McpPins;
  readonly lists: McpLists;
  readonly checkSchema: SchemaCheck;
};

/** Lists of servers as they were some seconds ago, for one principal alone. */
export type McpLists = Map<string, { readonly at: number; readonly items: Promise<readonly JsonObject[]> }>;

type Listing = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';

const methods = {
  tools: 'tools/list',
  prompts: 'prompts/list',
  resources: 'resources/list',
  resourceTemplates: 'resources/templates/list',
} as const;
const freshMilliseconds = 30_000;
const mostPages = 50;
const mostLists = 5000;

/** The servers that are open to the caller at the address it used. */
export function serversOf({ caller, connection }: Using, { servers }: McpServerPorts): readonly McpConnection[] {
  return openServers(servers, caller.principal).filter(({ name }) => connection === undefined || connection === name);
}

/** One method, decided and recorded as every call. It never rejects. */
export function askServer(
  asked: MethodAsked,
  { authorization, caller }: Using,
  ports: McpServerPorts,
  rejoins?: string,
): Promise<McpMethodReply> {
  const front = createMcpFront({ ...ports, sessions: ports.calls.sessions });
  const { sourceIp, client } = caller;
  return passCall(
    front,
    { authorization, sourceIp, client, command: randomUUID(), asked, ...(rejoins === undefined ? {} : { rejoins }) },
    ports.calls,
  );
}

/** What a reply is to its client, when nothing is left to be waited for. */
export function answerOf(reply: McpMethodReply): Answer {
  if (reply.kind === 'answered') return reply.answer;
  return failed(rpcCodes.invalidParams, reply.error.message, { call_id: reply.callId, code: reply.error.code });
}

/** All items of a list, page by page. Errors: those of the call, and `upstream-unreachable`'s kin. */
export async function listOf(
  server: McpConnection,
  listing: Listing,
  using: Using,
  ports: McpServerPorts,
): Promise<readonly JsonObject[]> {
  const key = JSON.stringify([using.caller.principal.id, using.caller.tokenIssuedAt, server.name, listing]);
  const now = epochMilliseconds(ports.now());
  const known = ports.lists.get(key);
  if (known !== undefined && now - known.at < freshMilliseconds) return known.items;
  const items = readPages(server, listing, using, ports);
  ports.lists.delete(key);
  ports.lists.set(key, { at: now, items });
  items.catch(() => ports.lists.delete(key));
  const [oldest] = ports.lists.keys();
  if (ports.lists.size > mostLists && oldest !== undefined) ports.lists.delete(oldest);
  return items;
}

/** Of several servers, one that cannot be listed hides none of the others. */
export async function listedWith<T>(
  using: Using,
  ports: McpServerPorts,
  read: (server: McpConnection) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const servers = serversOf(using, ports);
  const lists = await Promise.all(
    servers.map(async (server) => {
      try {
        return await read(server);
      } catch (thrown) {
        if (using.connection !== undefined) throw thrown;
        const { code } = toGatewayError(thrown);
        ports.calls.log({ level: 'warn', message: `MCP server "${server.name}" could not be listed.`, code });
        return [];
      }
    }),
  );
  return lists.flat();
}

async function readPages(
  server: McpConnection,
  listing: Listing,
  using: Using,
  ports: McpServerPorts,
): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  let cursor: Json | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const reply = await askServer({ server: server.name, method: methods[listing], params }, using, ports);
    if (reply.kind === 'failed') throw reply.error;
    // A server that has no such things need not know how to list them.
    if (reply.answer.kind === 'failure') return items;
    const { result } = reply.answer;
    const found = result[listing];
    if (Array.isArray(found)) items.push(...found.filter(isObject));
    cursor = textIn(result, 'nextCursor');
    if (cursor === undefined) return items;
  }
  return items;
}
