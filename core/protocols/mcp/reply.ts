/** MCP's answers over HTTP: one JSON object, or a buffered stream of server-sent events where notifications go before it. */

import type { Header } from '../../http.ts';
import { type Answer, answerMessage, type JsonObject, type RequestId } from './rpc.ts';

export type McpReply = { readonly status: number; readonly headers: readonly Header[]; readonly body: string };

const noStore: Header = ['cache-control', 'no-store'];

export function mcpReply(answer: Answer, id: RequestId | undefined, headers: readonly Header[] = []): McpReply {
  const message = answerMessage(answer, id);
  if (answer.kind === 'success' && answer.notifications !== undefined)
    return eventReply([...answer.notifications, message], headers);
  return {
    status: answer.kind === 'success' ? 200 : answer.status,
    headers: [['content-type', 'application/json'], noStore, ...headers],
    body: JSON.stringify(message),
  };
}

/** A notification was taken; there is nothing to say. */
export function accepted(): McpReply {
  return { status: 202, headers: [noStore], body: '' };
}

/** Whole at once: nothing in front may stream it, and nothing may hold it back. */
function eventReply(messages: readonly JsonObject[], headers: readonly Header[]): McpReply {
  return {
    status: 200,
    headers: [['content-type', 'text/event-stream'], noStore, ['x-accel-buffering', 'no'], ...headers],
    body: messages.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join(''),
  };
}
