/** Replay and suggestions on what the aws CLI, boto3 and the JavaScript SDK were recorded calling: every call decided, told as an event, and read back. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import type { Call, Connection } from '#core/model.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { decide } from '#core/policy/decide.ts';
import type { Question } from '#core/policy/question.ts';
import { replay } from '#core/policy/replay.ts';
import { suggest } from '#core/policy/suggest.ts';
import { readScope } from '#core/protocols/aws/signature/authorization.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { ada, noon } from './questions.ts';
import { recordedCall } from './recorded.ts';

type Stored = Omit<HttpRequest, 'body' | 'headers'> & { readonly headers: readonly Header[]; readonly body: string };

loadCedar(readCedarWasm());
const catalog = readCatalog();
const files = readPolicies('policies');
const starter = compilePolicies(files);
const connection: Connection = {
  kind: 'aws',
  name: 'recorded',
  account: '123456789012',
  regions: ['eu-west-1', 'us-east-1'],
  roles: [],
  wait: 'hold',
  mode: 'enforce',
};
const directory = new URL('../clients/recorded/', import.meta.url);
const requests = readdirSync(directory).flatMap((file) => {
  const stored: readonly Stored[] = JSON.parse(readFileSync(new URL(file, directory), 'utf8'));
  return stored.map((each): HttpRequest => ({ ...each, body: Buffer.from(each.body, 'base64') }));
});
const engineer = { ...ada, groups: ['mcp-production-engineers'] };
const questions = requests.flatMap(callsOf).map(questionOf);
const recorded = questions.map((question) => recordedCall(starter, question));

/** Presigned and chunked requests, which are refused before they are decided, have no call. */
function callsOf(request: HttpRequest): readonly Call[] {
  try {
    const scope = readScope(request);
    const options = { catalog, hashKey: new Uint8Array(32), ownTokens: (call: Call) => call.parameters };
    const { calls } = decodeWireCall(request, { signingName: scope.service, region: scope.region }, { connection, options });
    return calls.length === 1 ? calls : [];
  } catch {
    return [];
  }
}

function questionOf(call: Call): Question {
  const resources = call.resources.map((resource) => ({ ...resource, tags: {}, tagsKnown: true }));
  return { principal: engineer, call, resources, context: { ...noon, now: '2026-01-07T12:00:00.000Z' } };
}

test('the recordings hold calls enough, allowed and refused ones', () => {
  const outcomes = recorded.map(({ outcome }) => outcome);

  assert.ok(recorded.length >= 100, `${recorded.length} calls`);
  for (const outcome of ['allow', 'deny']) assert.ok(outcomes.includes(outcome as 'allow'), outcome);
});

test('under the policies of then every call is decided as it was', () => {
  const { calls, unchanged, changed, indeterminate } = replay(starter, recorded);

  assert.deepEqual([unchanged, changed, indeterminate], [calls, [], []]);
});

test('a guardrail more changes exactly the calls that it is on', () => {
  const more = '@id("no-lists") @reason("r") forbid (principal, action in CS::Action::"access:list", resource);';
  const candidate = compilePolicies([...files, { name: 'more.cedar', text: more }]);
  const lists = questions.filter((question) => question.call.access === 'list' && decide(starter, question).outcome === 'allow');

  const { changed, unchanged, calls } = replay(candidate, recorded);

  assert.ok(lists.length > 0);
  assert.equal(calls - unchanged, lists.length);
  assert.ok(changed.every(({ to, because }) => to === 'deny (guardrail)' && because === 'no-lists'));
});

test('the suggested permits lose no call that was allowed, and permit no operation that was not called', () => {
  const { cedar, calls, kept, lost, indeterminate } = suggest(starter, 'mcp-production-engineers', recorded);
  const suggested = compilePolicies([{ name: 'suggested.cedar', text: cedar }]);
  const other = questions.map((question) => ({
    ...question,
    call: { ...question.call, operation: 'Never', actions: ['x:Never'] },
  }));

  assert.deepEqual([kept, lost, indeterminate], [calls, [], []]);
  for (const question of other) assert.equal(decide(suggested, question).outcome, 'deny');
});
