/** The client of upstream MCP servers: finds out which era each speaks, opens with the old ones, and asks one method at a time. */

import { GatewayError } from '../errors.ts';
import { type HttpReply, headerValue } from '../http.ts';
import { epochMilliseconds } from '../instant.ts';
import type { AwsCredentials, McpConnection } from '../model.ts';
import type { McpUpstream, NewId, Now } from '../ports.ts';
import { eraOfProbe } from '../protocols/mcp/probe.ts';
import { readUpstream } from '../protocols/mcp/read-upstream.ts';
import { relayStateText } from '../protocols/mcp/relay-state.ts';
import { type Era, legacyRevisions } from '../protocols/mcp/revisions.ts';
import { type Answer, type JsonObject, objectIn, rpcCodes, textIn } from '../protocols/mcp/rpc.ts';
import { type UpstreamMessage, upstreamMessage, upstreamNotification } from '../protocols/mcp/upstream-message.ts';
import type { Keyring } from '../sealed.ts';

/** One method of one server, for one principal. */
export type McpAsk = {
  readonly kind: 'mcp';
  readonly connection: McpConnection;
  readonly principal: string;
  readonly method: string;
  readonly params: JsonObject;
  /** Of the tool that is called. */
  readonly inputSchema?: JsonObject;
  /** What the server may ask of its client; nothing when absent. */
  readonly capabilities?: JsonObject;
};

export type McpClient = {
  /**
   * The server's answer as one JSON object, `{result}` or `{error}`, with the notifications before it. Errors: `upstream-unreachable`,
   * `outcome-unknown`, `payload-too-large`, `masking-failed` for what cannot be read.
   */
  readonly ask: (ask: McpAsk, credentials: AwsCredentials | undefined) => Promise<HttpReply>;
};

export type McpClientPorts = {
  readonly upstream: McpUpstream;
  readonly now: Now;
  readonly newId: NewId;
  /** Seals what a server wants handed back: masks must not touch it, and its client must not read it. */
  readonly keyring: Keyring;
  readonly version: string;
};

/** What was found out of a server, for one principal alone: what it tells one it may not tell another. */
type Opened = { readonly era: Era; readonly at: number; readonly revision?: string; readonly session?: string };
type Way = { readonly ask: McpAsk; readonly credentials: AwsCredentials | undefined };

/** A stale verdict on an old server works silently for ever, so it is looked at anew each day. */
const knownMilliseconds = 24 * 3600 * 1000;
const mostKnown = 10_000;

export function createMcpClient(ports: McpClientPorts): McpClient {
  const known = new Map<string, Promise<Opened>>();
  const open = (way: Way) => openedOf(way, known, ports);
  return {
    ask: async (ask, credentials) => {
      const way = { ask, credentials };
      const first = await exchange(way, await open(way), ports);
      if (!isForgotten(first)) return normal(await finished(first, way, ports), ask, ports);
      // Whatever it was asked it did not do: what is known of it is found out once more.
      known.delete(keyOf(ask));
      return normal(await finished(await exchange(way, await open(way), ports), way, ports), ask, ports);
    },
  };
}

/** A tool of 2025-11-25 that was begun as a task has its result waited for. */
async function finished(exchanged: Exchanged, way: Way, ports: McpClientPorts): Promise<Answer> {
  const answer = answerIn(exchanged);
  const { opened, ask } = exchanged;
  const task = answer.kind === 'success' && ask.params.task !== undefined ? objectIn(answer.result, 'task') : {};
  const taskId = textIn(task, 'taskId');
  if (taskId === undefined) return answer;
  const waiting = { ...ask, method: 'tasks/result', params: { taskId } };
  const result = answerIn(await exchange({ ...way, ask: waiting }, opened, ports));
  return result.kind === 'success' ? { ...result, result: withoutMeta(result.result) } : result;
}

/** It names the server's own task, which is nothing to the client. */
function withoutMeta({ _meta, ...result }: JsonObject): JsonObject {
  return result;
}

/**
 * A legacy server that lost the session, or a modern one that speaks another revision by now. The specification says 404 of a session;
 * the servers of the official examples say 400.
 */
function isForgotten({ opened: { era, session }, reply, id }: Exchanged): boolean {
  if (era === 'legacy') return (reply.status === 404 || reply.status === 400) && session !== undefined;
  if (reply.status !== 400) return false;
  const answer = readUpstream(reply, id);
  return answer.kind === 'failure' && (answer.code === rpcCodes.unsupportedVersion || answer.code === rpcCodes.headerMismatch);
}

function keyOf({ connection, principal }: McpAsk): string {
  return JSON.stringify([connection.name, principal]);
}

async function openedOf(way: Way, known: Map<string, Promise<Opened>>, ports: McpClientPorts): Promise<Opened> {
  const key = keyOf(way.ask);
  const standing = await known.get(key)?.catch(() => undefined);
  if (standing !== undefined && epochMilliseconds(ports.now()) - standing.at < knownMilliseconds) return standing;
  const opening = opened(way, ports);
  known.set(key, opening);
  opening.catch(() => known.delete(key));
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return opening;
}

async function opened(way: Way, ports: McpClientPorts): Promise<Opened> {
  const at = epochMilliseconds(ports.now());
  const { era } = way.ask.connection;
  const found = era === 'auto' ? await probed(way, ports) : era;
  return found === 'modern' ? { era: 'modern', at } : { era: 'legacy', at, ...(await initialized(way, ports)) };
}

/** Errors: `upstream-unreachable` where the answer says nothing of the era. */
async function probed({ ask, credentials }: Way, ports: McpClientPorts): Promise<Era> {
  const message = upstreamMessage({
    era: 'modern',
    id: ports.newId(),
    method: 'server/discover',
    params: {},
    clientInfo: infoOf(ports),
  });
  const reply = await post(message, { ask, credentials }, ports);
  const found = eraOfProbe(reply);
  if (found !== undefined) return found;
  throw unreachable(ask.connection, `it answered ${reply.status} when it was asked what it speaks`);
}

/** Errors: `upstream-unreachable` for a server that does not open. */
async function initialized(way: Way, ports: McpClientPorts): Promise<Pick<Opened, 'revision' | 'session'>> {
  const id = ports.newId();
  const [newest] = legacyRevisions;
  const params = { protocolVersion: newest ?? '', capabilities: {}, clientInfo: infoOf(ports) };
  const { headers, body } = upstreamMessage({ era: 'legacy', id, method: 'initialize', params, clientInfo: infoOf(ports) });
  const reply = await post({ headers, body }, way, ports);
  const answer = reply.status === 200 ? readUpstream(reply, id) : undefined;
  const revision = answer?.kind === 'success' ? textIn(answer.result, 'protocolVersion') : undefined;
  if (revision === undefined) throw unreachable(way.ask.connection, `it answered ${reply.status} to "initialize"`);
  const session = headerValue(reply.headers, 'mcp-session-id');
  const facts = { revision, ...(session === undefined ? {} : { session }) };
  await post(upstreamNotification('notifications/initialized', facts), way, ports);
  return facts;
}

type Exchanged = { readonly opened: Opened; readonly reply: HttpReply; readonly id: string; readonly ask: McpAsk };

async function exchange(way: Way, opened: Opened, ports: McpClientPorts): Promise<Exchanged> {
  const { ask } = way;
  const { method, params, inputSchema, capabilities } = ask;
  const id = ports.newId();
  const message = upstreamMessage({
    ...opened,
    id,
    method,
    params,
    clientInfo: infoOf(ports),
    ...(inputSchema === undefined ? {} : { inputSchema }),
    ...(capabilities === undefined ? {} : { capabilities }),
  });
  return { opened, id, ask, reply: await post(message, way, ports) };
}

/** Errors: `upstream-unreachable` for an answer that is none of MCP; nothing of it is shown. */
function answerIn({ reply, id, ask }: Exchanged): Answer {
  const isOwn = reply.status === 200 || reply.status === 400 || reply.status === 404;
  if (!isOwn) throw unreachable(ask.connection, `it answered ${reply.status}`);
  return readUpstream(reply, id);
}

function normal(answer: Answer, ask: McpAsk, ports: McpClientPorts): HttpReply {
  const body = Buffer.from(JSON.stringify(answered(answer, ask, ports)));
  return { status: 200, headers: [['content-type', 'application/json']], body };
}

function answered(answer: Answer, ask: McpAsk, ports: McpClientPorts): JsonObject {
  if (answer.kind === 'failure') {
    const { code, message, data } = answer;
    return { error: { code, message, ...(data === undefined ? {} : { data }) } };
  }
  const { result, notifications = [] } = answer;
  return {
    result: withSealedState(result, ask, ports),
    ...(notifications.length === 0 ? {} : { notifications: [...notifications] }),
  };
}

function withSealedState(result: JsonObject, ask: McpAsk, { keyring, now }: McpClientPorts): JsonObject {
  const state = textIn(result, 'requestState');
  if (state === undefined) return result;
  const { connection, principal, method, params } = ask;
  const nowSeconds = Math.floor(epochMilliseconds(now()) / 1000);
  const call = { server: connection.name, principal, method, params };
  return { ...result, requestState: relayStateText(state, call, { keyring, nowSeconds }) };
}

function post({ headers, body }: UpstreamMessage, { ask, credentials }: Way, { upstream }: McpClientPorts): Promise<HttpReply> {
  return upstream.post({ connection: ask.connection, headers, body: Buffer.from(JSON.stringify(body)) }, credentials);
}

function infoOf({ version }: McpClientPorts): JsonObject {
  return { name: 'countersign', version };
}

function unreachable({ name }: McpConnection, why: string): GatewayError {
  return new GatewayError(
    'upstream-unreachable',
    `MCP server "${name}" cannot be used: ${why}. Check its address and its auth in the configuration.`,
  );
}
