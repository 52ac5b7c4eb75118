/** The revisions of MCP that are spoken here, and to which era a message belongs (MCP specification 2026-07-28, "Versioning"). */

import { type Header, headerValue } from '../../http.ts';
import { type JsonObject, objectIn, textIn } from './rpc.ts';

/** `legacy` opens with `initialize`; `modern` says everything in every request. */
export type Era = 'legacy' | 'modern';

export const modernRevision = '2026-07-28';
/** The newest first: what an unknown version is answered with. */
export const legacyRevisions: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26'];

export const metaPrefix = 'io.modelcontextprotocol/';
export const versionKey = `${metaPrefix}protocolVersion`;
export const capabilitiesKey = `${metaPrefix}clientCapabilities`;
/** From which severity on a modern client wants log messages with its answer; absent, none. */
export const logLevelKey = `${metaPrefix}logLevel`;
export const serverInfoKey = `${metaPrefix}serverInfo`;
export const subscriptionKey = `${metaPrefix}subscriptionId`;
/** The extension under which a client takes tasks. */
export const tasksExtension = `${metaPrefix}tasks`;

export const versionHeader = 'mcp-protocol-version';
export const methodHeader = 'mcp-method';
export const nameHeader = 'mcp-name';

export function metaOf(params: JsonObject): JsonObject {
  return objectIn(params, '_meta');
}

/**
 * A message is modern when its `_meta` names a revision, else by the revision in its header: they are dates, so they compare as
 * text. Without either, only modern clients send `Mcp-Method`.
 */
export function eraOf(params: JsonObject, headers: readonly Header[]): Era {
  if (versionKey in metaOf(params)) return 'modern';
  const version = headerValue(headers, versionHeader);
  if (version === undefined) return headerValue(headers, methodHeader) === undefined ? 'legacy' : 'modern';
  return version >= modernRevision ? 'modern' : 'legacy';
}

/** The revision that `initialize` settles on: the client's where it is spoken here, else the newest. */
export function negotiated(params: JsonObject): string {
  const asked = textIn(params, 'protocolVersion') ?? '';
  return legacyRevisions.includes(asked) ? asked : '2025-11-25';
}
