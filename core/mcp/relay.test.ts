import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { McpConnection } from '../model.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { failed, isObject, type JsonObject, refused, rpcCodes, succeeded } from '../protocols/mcp/rpc.ts';
import { asAskedBy, refusedInput, withoutQuestions } from './relay.ts';

const form = { method: 'elicitation/create', params: { message: 'Your name?' } };
const question = succeeded({ resultType: 'input_required', inputRequests: { name: form }, requestState: 's' });
const missing = refused(rpcCodes.missingCapability, 'It needs more.', { requiredCapabilities: { elicitation: { form: {} } } });
const server = (relays: McpConnection['relays']) => ({ name: 'tickets', relays }) as McpConnection;

function asked(era: Asked['era'], capabilities: JsonObject): Asked {
  const request = { kind: 'request', id: 1, method: 'tools/call', params: {} } as const;
  return { era, request, can: { tasks: false, openUrl: false, fillForm: false }, capabilities, headers: [] };
}

test('a question goes on to a client that declared it, where the operator lets it be asked', () => {
  const able = asked('modern', { elicitation: {} });

  assert.equal(refusedInput(question, { server: server(['elicitation']), asked: able }), undefined);
  assert.match(refusedInput(question, { server: server(['roots']), asked: able }) ?? '', /does not pass on/);
  assert.match(refusedInput(question, { server: server(['elicitation']), asked: asked('modern', {}) }) ?? '', /does not pass on/);
  assert.match(refusedInput(question, { server: server(['elicitation']), asked: asked('legacy', {}) }) ?? '', /cannot give/);
});

test('a client is told what it must declare, but not where it has and the operator forbids it', () => {
  assert.equal(refusedInput(missing, { server: server(['elicitation']), asked: asked('modern', {}) }), undefined);
  assert.match(
    refusedInput(missing, { server: server([]), asked: asked('modern', { elicitation: {} }) }) ?? '',
    /does not pass on/,
  );
  assert.match(refusedInput(missing, { server: server([]), asked: asked('legacy', {}) }) ?? '', /cannot give/);
});

test('any other answer is no question', () => {
  for (const answer of [succeeded({ content: [] }), failed(rpcCodes.invalidParams, 'no')]) {
    assert.equal(refusedInput(answer, { server: server([]), asked: asked('legacy', {}) }), undefined);
    assert.equal(withoutQuestions(answer), answer);
  }
});

test('after an approval nothing is asked: nobody approved what would be answered', () => {
  for (const answer of [withoutQuestions(question), withoutQuestions(missing)])
    assert.ok(answer.kind === 'success' && answer.result.isError === true && !JSON.stringify(answer).includes('Your name'));
});

test('a question is said to be the server’s', () => {
  const shown = asAskedBy(server([]), question);

  assert.ok(shown.kind === 'success' && isObject(shown.result.inputRequests));
  assert.match(JSON.stringify(shown.result.inputRequests), /MCP server \\"tickets\\" asks: Your name/);
});
