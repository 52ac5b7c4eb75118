import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributed, relayedCapabilities, unaskable } from './input-requests.ts';

const declared = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {}, experimental: {} };
const form = { method: 'elicitation/create', params: { message: 'Your name?', requestedSchema: { type: 'object' } } };

test('a server is told what the client declared and the operator allows, and of forms alone', () => {
  assert.deepEqual(relayedCapabilities(declared, []), {});
  assert.deepEqual(relayedCapabilities(declared, ['elicitation', 'sampling']), {
    elicitation: { form: {} },
    sampling: { tools: {} },
  });
  assert.deepEqual(relayedCapabilities({ elicitation: {} }, ['elicitation', 'roots']), { elicitation: { form: {} } });
  assert.deepEqual(relayedCapabilities({ elicitation: { url: {} } }, ['elicitation']), {});
});

test('what was not declared, an address to open, and what is unknown are not asked', () => {
  const can = { elicitation: { form: {} } };

  assert.equal(unaskable({ a: form }, can), undefined);
  assert.equal(unaskable({}, {}), undefined);
  assert.equal(unaskable({ a: form, b: { method: 'roots/list' } }, can), 'b');
  assert.equal(unaskable({ a: { ...form, params: { mode: 'url', url: 'https://a.example' } } }, can), 'a');
  assert.equal(unaskable({ a: { method: 'tools/call' } }, can), 'a');
  assert.equal(unaskable({ a: 7 }, can), 'a');
});

test('what a server says to a person is said to be the server’s', () => {
  const roots = { method: 'roots/list' };

  assert.deepEqual(attributed({ a: form, b: roots }, 'tickets'), {
    a: { ...form, params: { ...form.params, message: 'MCP server "tickets" asks: Your name?' } },
    b: roots,
  });
});
