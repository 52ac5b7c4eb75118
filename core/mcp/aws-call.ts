/** The tools `aws_read` and `aws_call`: one AWS call by its names, through the story of every other call. */

import { randomUUID } from 'node:crypto';
import { openConnections } from '../connections/open-roles.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { passCall } from '../gateway.ts';
import type { GatewayPorts } from '../gateway-ports.ts';
import { type CallAsked, type CompletedCall, createJsonFront, type JsonFrontOptions } from '../json-front.ts';
import type { Access, Call } from '../model.ts';
import type { JsonQuery } from '../ports.ts';
import type { ApiCaller } from '../product-api.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { type Answer, type JsonObject, objectIn, textIn } from '../protocols/mcp/rpc.ts';
import { structured, toolError } from '../protocols/mcp/tool.ts';
import { answerWaiting, type McpWaitingPorts, rejoinedBy } from './waiting.ts';

/** Who uses a tool, and by which address of the endpoint. */
export type Using = {
  readonly caller: ApiCaller;
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  /** The one connection of `/mcp/{connection}`. */
  readonly connection?: string;
};

export type McpCallPorts = Omit<JsonFrontOptions, 'channel' | 'hashKey' | 'sessions'> & {
  readonly calls: GatewayPorts & Pick<JsonFrontOptions, 'sessions'>;
  readonly query: JsonQuery;
};

/** What `aws_read` may do: clients let it run without asking their user. */
const harmless: readonly Access[] = ['list', 'read'];

/** Errors: `unknown-connection` where the arguments name none and several are open; whatever becomes of the call is an answer. */
export async function callAws(
  { tool, args, asked: retry }: { readonly tool: 'aws_read' | 'aws_call'; readonly args: JsonObject; readonly asked: Asked },
  using: Using,
  ports: McpWaitingPorts,
): Promise<Answer> {
  const { hashKey, sessions } = ports.calls;
  const front = createJsonFront({ ...ports, channel: 'mcp', hashKey, sessions });
  const decode: typeof front.decode = async (verified, caller, ownTokens) => {
    const decoded = await front.decode(verified, caller, ownTokens);
    if (tool === 'aws_read') requireHarmless(decoded.calls[0]);
    return decoded;
  };
  const { authorization, caller } = using;
  const { sourceIp, client } = caller;
  const asked = callAsked(args, using, ports);
  const request = { authorization, sourceIp, client, idempotencyKey: randomUUID(), asked };
  const reply = await passCall({ ...front, decode, rejoins: () => rejoinedBy(retry) }, request, ports.calls);
  if (reply.kind === 'completed') return completedAnswer(reply.body, textIn(args, 'query'), ports);
  const { callId, error } = reply;
  if (error.code !== 'awaiting-approval') return toolError(error.message, { call_id: callId, code: error.code });
  return answerWaiting(error, { asked: retry, using, hold: 'auto', round: 0 }, ports);
}

/** What a tool's arguments ask for. Errors: `unknown-connection` where they name none and several are open. */
export function callAsked(args: JsonObject, using: Using, ports: Pick<McpCallPorts, 'connections'>): CallAsked {
  const optional = (['role', 'region', 'reason'] as const).flatMap((name) => {
    const value = textIn(args, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    connection: using.connection ?? textIn(args, 'connection') ?? onlyConnection(using, ports),
    service: textIn(args, 'service') ?? '',
    operation: textIn(args, 'operation') ?? '',
    parameters: objectIn(args, 'parameters'),
    ...Object.fromEntries(optional),
  };
}

function onlyConnection({ caller }: Using, { connections }: Pick<McpCallPorts, 'connections'>): string {
  const names = openConnections(connections, caller.principal).map(({ name }) => name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const open = only === undefined ? 'None is open to your groups.' : `Open to you: ${names.join(', ')}.`;
  throw new GatewayError('unknown-connection', `Say in "connection" which one to use. ${open}`);
}

function requireHarmless({ service, operation, access }: Call): void {
  if (harmless.includes(access)) return;
  const what = `${service}:${operation} has access "${access}"`;
  throw new GatewayError('denied', `${what}, and aws_read only lists and reads. Use aws_call, and say why in "reason".`);
}

/** An error of AWS itself is the tool's error: the model may mend its call. */
export function completedAnswer(
  { id, response, error, masked }: CompletedCall,
  query: string | undefined,
  ports: Pick<McpCallPorts, 'query'>,
): Answer {
  const note = masked === undefined ? {} : { masked: { count: masked.count, classes: [...masked.classes] } };
  if (error !== undefined) {
    return toolError(`${error.code}: ${error.message}`, {
      call_id: id,
      code: error.code,
      http_status: error.httpStatus,
      ...note,
    });
  }
  return structured({ call_id: id, ...seen(response ?? {}, query, ports), ...note });
}

/** The call was made: a query that fails must not lose its response. */
function seen(response: JsonObject, query: string | undefined, ports: Pick<McpCallPorts, 'query'>): JsonObject {
  if (query === undefined) return { response };
  try {
    return { response: ports.query(query, response) };
  } catch (thrown) {
    return { response, query_error: toGatewayError(thrown).message };
  }
}
