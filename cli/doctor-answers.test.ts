import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answered, silenceOf, strangerOf } from './doctor-answers.ts';

const remote = 'https://countersign.acme.example';

function answered(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answered {
  return { kind: 'answered', status, body, headers: new Headers(headers) };
}

for (const [code, says, cure] of [
  ['ENOTFOUND', /nobody knows the name countersign\.acme\.example/, /ApiTarget/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /cannot be trusted/, /publicUrl/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /cannot be trusted/, /certificate/],
  ['EPROTO', /cannot be trusted/, /publicUrl/],
  ['TimeoutError', /does not answer: TimeoutError/, /firewall/],
  ['ECONNREFUSED', /does not answer: ECONNREFUSED/, /firewall/],
] as const) {
  test(`a silence by ${code} is told with its cause and cure`, () => {
    const told = silenceOf({ kind: 'silent', code }, remote, 'start it');

    assert.match(told.says, says);
    assert.match(told.cure, cure);
  });
}

test('of a gateway of this machine that is silent, the cure is to start it', () => {
  assert.equal(silenceOf({ kind: 'silent', code: 'ECONNREFUSED' }, 'http://127.0.0.1:4180', 'start it').cure, 'start it');
});

for (const [what, answer, says, cure] of [
  [
    'a Function URL that asks for IAM',
    answered(403, '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: …"}', {
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amzn-requestid': '2d5f4f5c-0000-4000-8000-000000000000',
    }),
    /refused by AWS itself/,
    /AuthType is NONE.*rest-api/,
  ],
  ['an API that answers to another name', answered(403, '{"message":"Forbidden"}'), /API Gateway itself/, /publicUrl/],
  ['a path that is none', answered(404, '{"message":"Not Found"}'), /no such path/, /without a path/],
  ['a front that is stopped', answered(429, '{"message":"Too Many Requests"}'), /throttled/, /function-throttles/],
  [
    'a function that does not start',
    answered(502, '{"message":"Internal server error"}'),
    /function that fails/,
    /function-errors/,
  ],
  [
    'a firewall’s page',
    answered(403, '<!DOCTYPE html><title>Request blocked</title>', { 'content-type': 'text/html', server: 'CloudFront' }),
    /a page of CloudFront \(403\)/,
    /let through unchanged/,
  ],
  ['a page without a type', answered(200, ' <html><body>Sign in</body></html>'), /a page of somebody else \(200\)/, /sign-in/],
  [
    'a sign-in in front',
    answered(302, '', { location: 'https://login.acme.example/?next=%2F' }),
    /leads to login\.acme\.example \(302\)/,
    /publicUrl/,
  ],
] as const) {
  test(`${what} is told from the gateway, with what to do`, () => {
    const told = strangerOf(answer);

    assert.match(told?.says ?? '', says);
    assert.match(told?.cure ?? '', cure);
  });
}

test('an answer that says nothing of whose it is, is left to whoever asked', () => {
  assert.equal(strangerOf(answered(200, '{}')), undefined);
});
