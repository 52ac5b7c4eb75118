/** One request for an upstream MCP server, in its era: our own `_meta` and headers around the caller's arguments, never the caller's bytes. */

import type { Header } from '../../http.ts';
import { headerTextOf } from './header-text.ts';
import { paramHeaders } from './param-headers.ts';
import {
  capabilitiesKey,
  type Era,
  logLevelKey,
  metaOf,
  metaPrefix,
  methodHeader,
  modernRevision,
  nameHeader,
  versionHeader,
  versionKey,
} from './revisions.ts';
import { type JsonObject, objectIn, type RequestId, textIn } from './rpc.ts';

export type UpstreamMessage = { readonly headers: readonly Header[]; readonly body: JsonObject };

type Asking = {
  readonly era: Era;
  /** Settled by `initialize`; legacy alone. */
  readonly revision?: string;
  /** The upstream's own `Mcp-Session-Id`; legacy alone. */
  readonly session?: string;
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
  readonly clientInfo: JsonObject;
  /** What the upstream may ask of the client: what the client declared and this connection allows. */
  readonly capabilities?: JsonObject;
  /** Of the tool that is called: some of its arguments stand in headers as well. */
  readonly inputSchema?: JsonObject;
};

/** Keys of `_meta` that trace a request over borders (W3C Trace Context) pass. */
const traced = ['traceparent', 'tracestate', 'baggage'] as const;

export function upstreamMessage(asking: Asking): UpstreamMessage {
  const { era, id, method } = asking;
  const meta = metaOf(asking.params);
  const _meta = { ...passing(meta, traced), ...progress(asking), ...(era === 'modern' ? modernMeta(asking) : {}) };
  const params = { ...asking.params, _meta };
  const body = { jsonrpc: '2.0', id, method, params: Object.keys(_meta).length === 0 ? withoutMeta(params) : params };
  return { headers: [...common, ...(era === 'modern' ? modernHeaders(asking) : legacyHeaders(asking))], body };
}

/** A message that nobody answers. */
export function upstreamNotification(method: string, asking: Pick<Asking, 'revision' | 'session'>): UpstreamMessage {
  return { headers: [...common, ...legacyHeaders(asking)], body: { jsonrpc: '2.0', method } };
}

const common: readonly Header[] = [
  ['content-type', 'application/json'],
  ['accept', 'application/json, text/event-stream'],
];

function modernMeta({ params, clientInfo, capabilities = {} }: Asking): JsonObject {
  const level = passing(metaOf(params), [logLevelKey]);
  return { ...level, [versionKey]: modernRevision, [capabilitiesKey]: capabilities, [`${metaPrefix}clientInfo`]: clientInfo };
}

function modernHeaders({ method, params, inputSchema = {} }: Asking): readonly Header[] {
  const name = textIn(params, 'name') ?? textIn(params, 'uri') ?? textIn(params, 'taskId');
  return [
    [versionHeader, modernRevision],
    [methodHeader, method],
    ...(name === undefined ? [] : [[nameHeader, headerTextOf(name)] as const]),
    ...paramHeaders(inputSchema, objectIn(params, 'arguments')),
  ];
}

function legacyHeaders({ revision, session }: Pick<Asking, 'revision' | 'session'>): readonly Header[] {
  return [
    ...(revision === undefined ? [] : [[versionHeader, revision] as const]),
    ...(session === undefined ? [] : [['mcp-session-id', session] as const]),
  ];
}

/** Our own token: the caller's is put back where progress is passed on. */
function progress({ id, params }: Asking): JsonObject {
  return metaOf(params).progressToken === undefined ? {} : { progressToken: id };
}

function passing(meta: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textIn(meta, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function withoutMeta({ _meta, ...params }: JsonObject): JsonObject {
  return params;
}
