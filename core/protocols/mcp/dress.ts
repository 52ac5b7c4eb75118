/** One result in the clothes of either era: what a modern result must say of itself, and a legacy one must not. */

import { type Era, serverInfoKey } from './revisions.ts';
import { type Answer, isObject, type JsonObject, objectIn, type Success } from './rpc.ts';

/** Results that a client may keep for itself: they are lists by what this very caller may use, so never for others. */
const cached: ReadonlySet<string> = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);
const keptMilliseconds = 60_000;
/** The tasks extension defines its results whole. */
const bare = /^tasks\//;

type Dressing = { readonly era: Era; readonly method: string; readonly serverInfo: JsonObject };

export function dressed(answer: Answer, dressing: Dressing): Answer {
  if (answer.kind === 'failure') return answer;
  return { ...answer, result: dressing.era === 'modern' ? modern(answer, dressing) : legacy(answer.result) };
}

function modern({ result }: Success, { method, serverInfo }: Dressing): JsonObject {
  const { resultType = 'complete' } = result;
  if (bare.test(method)) return { ...result, resultType };
  const isKept = cached.has(method) && resultType === 'complete';
  const ttlMs = typeof result.ttlMs === 'number' ? Math.min(result.ttlMs, keptMilliseconds) : keptMilliseconds;
  const meta = { ...objectIn(result, '_meta'), [serverInfoKey]: serverInfo };
  return { ...result, resultType, ...(isKept ? { ttlMs, cacheScope: 'private' } : {}), _meta: meta };
}

function legacy(result: JsonObject): JsonObject {
  const { resultType: _resultType, ttlMs: _ttlMs, cacheScope: _cacheScope, _meta, ...rest } = result;
  if (!isObject(_meta)) return rest;
  const { [serverInfoKey]: _serverInfo, ...meta } = _meta;
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta };
}
