import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ApiRequest, jsonBody } from './request.ts';

function requestOf(body: string): ApiRequest {
  return {
    authorization: undefined,
    sourceIp: '127.0.0.1',
    client: undefined,
    pathParameters: {},
    query: new URLSearchParams(),
    body,
  };
}

test('a body keeps the digits of an integer beyond 2^53', () => {
  const body = jsonBody(requestOf('{"parameters":{"startTime":9007199254740993,"limit":5}}'), ['parameters']);

  assert.deepEqual(body, { parameters: { startTime: '9007199254740993', limit: 5 } });
});

for (const [what, body] of [
  ['that names a member twice', '{"role":"a","role":"b"}'],
  ['that names a parameter twice', '{"parameters":{"A":1,"A":2}}'],
  ['that is no JSON', '{'],
  ['that is no object', '[]'],
] as const) {
  test(`a body ${what} is refused`, () => {
    assert.throws(() => jsonBody(requestOf(body), ['parameters', 'role']), { code: 'malformed-request' });
  });
}
