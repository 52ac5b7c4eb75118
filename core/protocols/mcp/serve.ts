/** The dispatcher: one POST of MCP, of either era, to its method and back. Stateless: nothing is known from an earlier request. */

import { type Header, headerValue } from '../../http.ts';
import type { Asked, ClientCan, Methods } from './asked.ts';
import { checkLegacy } from './check-legacy.ts';
import { checkModern, declaredCapabilities, takesTasks } from './check-modern.ts';
import { dressed } from './dress.ts';
import { type LegacySession, openedSession, readSession, sessionHeader, sessionId } from './legacy-session.ts';
import { legacyMethods, modernMethods, type ServerFacts } from './own-methods.ts';
import { readMessage } from './read-message.ts';
import { accepted, type McpReply, mcpReply } from './reply.ts';
import { eraOf } from './revisions.ts';
import { type Answer, type Failure, failed, objectIn, type RpcRequest, refused, rpcCodes } from './rpc.ts';

export type McpPost = { readonly headers: readonly Header[]; readonly body: Uint8Array };

export type Serving = ServerFacts & {
  /** Of both eras: tools, prompts, resources, completions. */
  readonly methods: Methods;
  /** Of modern clients alone: tasks. */
  readonly modernOnly: Methods;
  readonly session: { readonly key: Uint8Array; readonly principal: string; readonly nowSeconds: number };
};

/** It rejects only when a method does. */
export async function serveMcp(post: McpPost, serving: Serving): Promise<McpReply> {
  const message = readMessage(post.body);
  switch (message.kind) {
    case 'unreadable':
      return mcpReply(message.failure, message.id);
    case 'notification':
      return accepted();
    case 'response':
      return eraOf({}, post.headers) === 'legacy'
        ? accepted()
        : mcpReply(refused(rpcCodes.invalidRequest, 'This server asks nothing.'), undefined);
    case 'request':
      return eraOf(message.params, post.headers) === 'modern'
        ? serveModern(message, post.headers, serving)
        : serveLegacy(message, post.headers, serving);
  }
}

async function serveModern(request: RpcRequest, headers: readonly Header[], serving: Serving): Promise<McpReply> {
  const methods: Methods = new Map([...modernMethods(serving), ...serving.methods, ...serving.modernOnly]);
  const fault = checkModern({ request, headers, methods: new Set(methods.keys()) });
  if (fault !== undefined) return mcpReply(fault, request.id);
  const declared = declaredCapabilities(request);
  const { elicitation } = openedSession(declared);
  const can = { tasks: takesTasks(declared), openUrl: elicitation.url, fillForm: elicitation.form };
  return mcpReply(await run({ era: 'modern', request, can, capabilities: declared, headers }, methods, serving), request.id);
}

async function serveLegacy(request: RpcRequest, headers: readonly Header[], serving: Serving): Promise<McpReply> {
  if (request.method === 'initialize') return opened(request, headers, serving);
  const fault = checkLegacy(headers);
  const session = readSession(headerValue(headers, sessionHeader), serving.session);
  if (fault !== undefined) return mcpReply(fault, request.id);
  if (isFailure(session)) return mcpReply(session, request.id);
  const methods: Methods = new Map([...legacyMethods(serving), ...serving.methods]);
  return mcpReply(
    await run({ era: 'legacy', request, can: canOf(session), capabilities: {}, headers }, methods, serving),
    request.id,
  );
}

async function opened(request: RpcRequest, headers: readonly Header[], serving: Serving): Promise<McpReply> {
  const session = openedSession(objectIn(request.params, 'capabilities'));
  const answer = await run(
    { era: 'legacy', request, can: canOf(session), capabilities: {}, headers },
    legacyMethods(serving),
    serving,
  );
  return mcpReply(answer, request.id, [[sessionHeader, sessionId(session, serving.session)]]);
}

async function run(asked: Asked, methods: Methods, { serverInfo }: Serving): Promise<Answer> {
  const { era, request } = asked;
  const method = methods.get(request.method);
  if (method === undefined) return failed(rpcCodes.methodNotFound, 'There is no such method.');
  if (request.method.endsWith('/list') && request.params.cursor !== undefined)
    return failed(rpcCodes.invalidParams, 'Lists are answered in one page, so no cursor was given out. Ask without one.');
  return dressed(await method(asked), { era, method: request.method, serverInfo });
}

function canOf({ elicitation }: LegacySession): ClientCan {
  return { tasks: false, openUrl: elicitation.url, fillForm: elicitation.form };
}

function isFailure(session: LegacySession | Failure): session is Failure {
  return 'kind' in session;
}
