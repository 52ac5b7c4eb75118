/** Input that an MCP server asks for in the middle of a call: its client is asked where the operator lets it be, and nobody otherwise. */

import { epochMilliseconds } from '../instant.ts';
import type { McpConnection } from '../model.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { attributed, relayedCapabilities, unaskable } from '../protocols/mcp/input-requests.ts';
import { isRelayState, readRelayState } from '../protocols/mcp/relay-state.ts';
import { type Answer, type Failure, isObject, type JsonObject, objectIn, rpcCodes, textIn } from '../protocols/mcp/rpc.ts';
import { toolError } from '../protocols/mcp/tool.ts';
import type { Using } from './aws-call.ts';
import type { McpServerPorts } from './servers.ts';

/** A method of a server, in the server's own names, and who asks for it. */
type Leg = {
  readonly server: McpConnection;
  readonly method: string;
  readonly params: JsonObject;
  readonly asked: Asked;
  readonly using: Using;
};

/** What the server is told that its client can do. */
export function capabilitiesOf({ asked, server }: Pick<Leg, 'asked' | 'server'>): JsonObject {
  return relayedCapabilities(asked.capabilities, server.relays);
}

/** The client came back to a server's question, not to a call that waits for a person. */
export function isRelayed({ request }: Asked): boolean {
  return isRelayState(textIn(request.params, 'requestState') ?? '');
}

/** What the client answered to the server's questions, with the server's own state; `undefined` for a state that is not of this call. */
export function inputGiven({ server, method, params, asked, using }: Leg, ports: McpServerPorts): JsonObject | undefined {
  const { requestState, inputResponses } = asked.request.params;
  const given = server.relays.length > 0 && isObject(inputResponses) ? { inputResponses } : {};
  if (asked.era === 'legacy' || requestState === undefined) return given;
  const call = { server: server.name, principal: using.caller.principal.id, method, params };
  const nowSeconds = Math.floor(epochMilliseconds(ports.now()) / 1000);
  const { keyring } = ports.calls;
  const state = typeof requestState === 'string' ? readRelayState(requestState, call, { keyring, nowSeconds }) : undefined;
  return state === undefined ? undefined : { ...given, requestState: state };
}

/** Why an answer that asks for input ends here, in a sentence; `undefined` for one that may go on to its client. */
export function refusedInput(answer: Answer, { server, asked }: Pick<Leg, 'server' | 'asked'>): string | undefined {
  if (!asksForInput(answer)) return undefined;
  if (asked.era === 'legacy')
    return `MCP server "${server.name}" needs input that this client cannot give. Use a client of MCP 2026-07-28 or later.`;
  const isRefused =
    answer.kind === 'failure'
      ? Object.keys(requiredOf(answer)).every((capability) => asked.capabilities[capability] !== undefined)
      : unaskable(objectIn(answer.result, 'inputRequests'), capabilitiesOf({ asked, server })) !== undefined;
  if (!isRefused) return undefined;
  return `MCP server "${server.name}" asks for input of its own, which this gateway does not pass on ("relays" of the connection). Nothing was given to it.`;
}

/** The answer of a call that was approved as it stood: nobody approved input that comes after it. */
export function withoutQuestions(answer: Answer): Answer {
  if (!asksForInput(answer)) return answer;
  return toolError('The MCP server asks for input of its own, which nobody approved. Nothing was given to it.');
}

/** It asks, or says that it would if the client could be asked. */
function asksForInput(answer: Answer): boolean {
  return answer.kind === 'failure' ? answer.code === rpcCodes.missingCapability : answer.result.resultType === 'input_required';
}

function requiredOf({ data }: Failure): JsonObject {
  return isObject(data) ? objectIn(data, 'requiredCapabilities') : {};
}

/** An answer that asks for input, in the server's name. */
export function asAskedBy({ name }: McpConnection, answer: Answer): Answer {
  if (answer.kind === 'failure' || !isObject(answer.result.inputRequests)) return answer;
  return { ...answer, result: { ...answer.result, inputRequests: attributed(answer.result.inputRequests, name) } };
}
