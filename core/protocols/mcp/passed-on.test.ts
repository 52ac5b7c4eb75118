import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asked } from './asked.ts';
import { metaFor, withPassedOn } from './passed-on.ts';
import type { JsonObject } from './rpc.ts';
import { succeeded } from './rpc.ts';

function asked(era: Asked['era'], meta: JsonObject): Asked {
  const request = { kind: 'request', id: 1, method: 'tools/call', params: { _meta: meta } } as const;
  return { era, request, can: { tasks: false, openUrl: false, fillForm: false }, capabilities: {}, headers: [] };
}

const progress = { method: 'notifications/progress', params: { progressToken: 'ours', progress: 1 } };
const log = (level: string) => ({ method: 'notifications/message', params: { level, data: 'x' } });
const answer = succeeded({}, [progress, log('debug'), log('warning'), { method: 'notifications/tools/list_changed' }]);

function passed(era: Asked['era'], meta: JsonObject) {
  const shown = withPassedOn(answer, asked(era, meta));
  return shown.kind === 'success' ? (shown.notifications ?? []) : [];
}

test('progress comes under the client’s own token, to who asked for it', () => {
  assert.deepEqual(passed('modern', { progressToken: 0 }), [{ ...progress, params: { progressToken: 0, progress: 1 } }]);
  assert.deepEqual(passed('modern', {}), []);
});

test('log messages come from the level on that a modern client named, and from info to an old one', () => {
  assert.deepEqual(passed('modern', { 'io.modelcontextprotocol/logLevel': 'error' }), []);
  assert.deepEqual(passed('modern', { 'io.modelcontextprotocol/logLevel': 'debug' }), [log('debug'), log('warning')]);
  assert.deepEqual(passed('modern', { 'io.modelcontextprotocol/logLevel': 'loud' }), []);
  assert.deepEqual(passed('legacy', {}), [log('warning')]);
  assert.equal(metaFor(asked('legacy', {}))['io.modelcontextprotocol/logLevel'], 'info');
});
