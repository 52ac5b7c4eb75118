/** What an upstream MCP server answered: the message under our id, and the notifications before it, from JSON or server-sent events. */

import { GatewayError } from '../../errors.ts';
import { type HttpReply, headerValue } from '../../http.ts';
import { utf8Text } from '../aws/codec/utf8.ts';
import { readObject } from './read-message.ts';
import { type Answer, isObject, type JsonObject, objectIn, type RequestId } from './rpc.ts';

const mostEvents = 10_000;

/** Errors: `masking-failed` for what is not one answer of MCP: nothing of it is shown. */
export function readUpstream(reply: HttpReply, id: RequestId): Answer {
  const messages = isStream(reply) ? streamed(reply.body) : [parsed(reply.body)];
  const answer = messages.find((message) => message.id === id && message.method === undefined);
  if (answer === undefined) throw unreadable('it holds no answer to the request');
  return answerOf(
    answer,
    messages.filter((message) => message.id === undefined && typeof message.method === 'string'),
    reply.status,
  );
}

function isStream({ headers }: HttpReply): boolean {
  return (headerValue(headers, 'content-type') ?? '').toLowerCase().startsWith('text/event-stream');
}

function answerOf(message: JsonObject, notifications: readonly JsonObject[], status: number): Answer {
  if (isObject(message.result)) {
    return { kind: 'success', result: message.result, ...(notifications.length === 0 ? {} : { notifications }) };
  }
  const { code, message: text, data } = objectIn(message, 'error');
  if (typeof code !== 'number' || typeof text !== 'string') throw unreadable('it is neither a result nor an error');
  return { kind: 'failure', status: status === 400 ? 400 : 200, code, message: text, ...(data === undefined ? {} : { data }) };
}

/** Events end at a blank line; the lines of their data are one text (WHATWG "Server-sent events"). */
function streamed(body: Uint8Array): readonly JsonObject[] {
  const events = text(body).split(/(?:\r\n|\n|\r){2}/, mostEvents);
  return events.flatMap((event) => {
    const data = event
      .split(/\r\n|\n|\r/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(line.startsWith('data: ') ? 6 : 5));
    return data.length === 0 || data.join('\n') === '' ? [] : [parsed(Buffer.from(data.join('\n')))];
  });
}

function text(body: Uint8Array): string {
  try {
    return utf8Text(body, 'the reply');
  } catch {
    throw unreadable('it is not UTF-8');
  }
}

function parsed(body: Uint8Array): JsonObject {
  const value = readObject(body);
  if (value === undefined) throw unreadable('it is not one JSON object with every name given once');
  return value;
}

function unreadable(why: string): GatewayError {
  return new GatewayError('masking-failed', `The MCP server’s reply cannot be read: ${why}. Nothing of it is shown.`);
}
