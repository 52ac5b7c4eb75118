import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cbor } from '@smithy/core/cbor';
import type { Protocol } from '../../../catalog/service.ts';
import { type CredentialFault, type ErrorCode, errorStatuses, GatewayError } from '../../../errors.ts';
import { type Header, headerValue } from '../../../http.ts';
import { encodeError } from './encode-error.ts';

type Wire = {
  readonly protocol?: Protocol;
  readonly signingName?: string;
  readonly method?: string;
  readonly headers?: readonly Header[];
  readonly path?: string;
};

function encode(error: GatewayError, { protocol, signingName, method = 'POST', headers = [], path = '/' }: Wire) {
  const request = { method, path, query: '', headers, body: new Uint8Array() };
  const reply = encodeError(error, { protocol, signingName, request, requestId: '01ABC', now: '2026-01-31T12:00:00.000Z' });
  return { ...reply, text: Buffer.from(reply.body).toString() };
}

const denied = new GatewayError('denied', 'No: <a> & "b".\nSecond line.');
const escaped = 'No: &lt;a&gt; &amp; &quot;b&quot;. Second line.';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const xmlForms: readonly { readonly wire: Wire; readonly contentType: string; readonly body: string }[] = [
  {
    wire: { protocol: 'ec2', signingName: 'ec2' },
    contentType: 'text/xml',
    body: `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>${escaped}</Message></Error></Errors><RequestID>01ABC</RequestID></Response>`,
  },
  ...(['query', 'rest-xml'] as const).map((protocol) => ({
    wire: { protocol, signingName: 'route53' },
    contentType: 'text/xml',
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${escaped}</Message></Error><RequestId>01ABC</RequestId></ErrorResponse>`,
  })),
  {
    wire: { protocol: 'rest-xml', signingName: 's3' },
    contentType: 'application/xml',
    body: `<Error><Code>AccessDenied</Code><Message>${escaped}</Message><RequestId>01ABC</RequestId></Error>`,
  },
];

for (const { wire, contentType, body } of xmlForms) {
  test(`a denial in ${wire.protocol} for ${wire.signingName}`, () => {
    const reply = encode(denied, wire);

    assert.equal(reply.status, 403);
    assert.equal(reply.text, declaration + body);
    assert.equal(headerValue(reply.headers, 'content-type'), contentType);
    assert.equal(headerValue(reply.headers, 'date'), 'Sat, 31 Jan 2026 12:00:00 GMT');
  });
}

for (const protocol of ['json', 'rest-json'] as const) {
  test(`a denial in ${protocol} names its type in the header and in the body`, () => {
    const reply = encode(denied, { protocol, headers: [['content-type', 'application/x-amz-json-1.0']] });

    const message = 'No: <a> & "b". Second line.';
    assert.deepEqual(JSON.parse(reply.text), { __type: 'AccessDeniedException', message, Message: message });
    assert.equal(headerValue(reply.headers, 'x-amzn-errortype'), 'AccessDeniedException');
    assert.equal(headerValue(reply.headers, 'content-type'), 'application/x-amz-json-1.0');
    assert.equal(headerValue(reply.headers, 'x-amzn-requestid'), '01ABC');
  });
}

test('a denial in CBOR is what the SDK decodes', () => {
  const reply = encode(new GatewayError('denied', 'ü'.repeat(300)), { protocol: 'cbor' });

  const message = 'ü'.repeat(300);
  assert.deepEqual(cbor.deserialize(reply.body), { __type: 'AccessDeniedException', message, Message: message });
  assert.equal(headerValue(reply.headers, 'smithy-protocol'), 'rpc-v2-cbor');
});

test('S3 Control signs as s3 and has the errors of other REST XML', () => {
  assert.match(
    encode(denied, { protocol: 'rest-xml', signingName: 's3', path: '/v20180820/accesspoint' }).text,
    /<ErrorResponse>/,
  );
});

test('a query-compatible JSON client reads the query code too', () => {
  const reply = encode(denied, { protocol: 'json', headers: [['x-amzn-query-mode', 'true']] });

  assert.equal(headerValue(reply.headers, 'x-amzn-query-error'), 'AccessDenied;Sender');
});

test('HEAD has no body', () => {
  assert.equal(encode(denied, { protocol: 'rest-xml', signingName: 's3', method: 'HEAD' }).body.length, 0);
});

test('no message reaches a header, and nothing of the request does', () => {
  const hostile: readonly Header[] = [['content-type', 'application/json\r\nx-evil: 1']];
  const reply = encode(new GatewayError('denied', 'the sentence'), { protocol: 'json', headers: hostile });

  const values = reply.headers.flat().join(' ');
  assert.equal(values.includes('sentence'), false);
  assert.equal(values.includes('evil'), false);
});

test('control, bidirectional and broken characters are taken out of the message', () => {
  const reply = encode(new GatewayError('denied', `a\0b\u001b[31m\u202ec\ud800\uffff${'x'.repeat(3_000)}`), {
    protocol: 'query',
  });

  assert.match(reply.text, /<Message>a b \[31m c\ufffd x+<\/Message>/);
  assert.ok(reply.text.length < 2_300);
});

const faults: readonly { readonly fault: CredentialFault; readonly query: string; readonly s3: string; readonly json: string }[] =
  [
    { fault: 'missing', query: 'MissingAuthenticationToken', s3: 'AccessDenied', json: 'MissingAuthenticationTokenException' },
    { fault: 'unknown-key', query: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId', json: 'UnrecognizedClientException' },
    { fault: 'bad-signature', query: 'SignatureDoesNotMatch', s3: 'SignatureDoesNotMatch', json: 'InvalidSignatureException' },
    { fault: 'expired', query: 'ExpiredToken', s3: 'ExpiredToken', json: 'ExpiredTokenException' },
    { fault: 'clock-skew', query: 'RequestExpired', s3: 'RequestTimeTooSkewed', json: 'InvalidSignatureException' },
    { fault: 'content-hash', query: 'SignatureDoesNotMatch', s3: 'XAmzContentSHA256Mismatch', json: 'InvalidSignatureException' },
  ];

for (const { fault, query, s3, json } of faults) {
  test(`a credential that is refused for "${fault}" has AWS's own code`, () => {
    const error = new GatewayError('unauthenticated', 'no', { fault });

    assert.match(encode(error, { protocol: 'query', signingName: 'sts' }).text, new RegExp(`<Code>${query}<`));
    assert.match(encode(error, { protocol: 'rest-xml', signingName: 's3' }).text, new RegExp(`<Code>${s3}<`));
    assert.equal(JSON.parse(encode(error, { protocol: 'json' }).text).__type, json);
    assert.equal(encode(error, { protocol: 'json' }).status, 403);
  });
}

/** What SDKs retry: botocore's `_retry.json` and standard mode, and the SDK for JavaScript's service-error-classification. */
const retriedStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504, 509]);
const retriedCodes = /Throttl|SlowDown|LimitExceeded|TooManyRequests|RequestTimeout|InProgress|PriorRequest|TimeoutError/;
const forms: readonly Wire[] = [
  { protocol: 'ec2', signingName: 'ec2' },
  { protocol: 'query', signingName: 'sts' },
  { protocol: 'rest-xml', signingName: 's3' },
  { protocol: 'json', signingName: 'ssm' },
  { protocol: 'rest-json', signingName: 'lambda' },
  { protocol: 'cbor', signingName: 'monitoring' },
];
const retryable: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'awaiting-approval',
  'internal',
  'upstream-unreachable',
  'policy-unavailable',
  'recorder-unavailable',
]);

for (const code of Object.keys(errorStatuses) as readonly ErrorCode[]) {
  test(`${code} is ${retryable.has(code) ? '' : 'not '}retried by any client, in any protocol`, () => {
    for (const wire of forms) {
      const { status, text } = encode(new GatewayError(code, 'no'), wire);

      assert.equal(
        retriedStatuses.has(status) || retriedCodes.test(text),
        retryable.has(code),
        `${wire.protocol} ${status} ${text}`,
      );
    }
  });
}

for (const code of ['outcome-unknown', 'masking-failed', 'conflict'] as const) {
  test(`${code} carries no date, by which a client would correct its clock and send again`, () => {
    assert.equal(headerValue(encode(new GatewayError(code, 'no'), { protocol: 'json' }).headers, 'date'), undefined);
  });
}

const guesses: readonly { readonly what: string; readonly wire: Wire; readonly body: RegExp }[] = [
  { what: 'a target', wire: { headers: [['x-amz-target', 'A.B']] }, body: /^\{"__type"/ },
  { what: 'a JSON body', wire: { headers: [['content-type', 'application/json']] }, body: /^\{"__type"/ },
  { what: 'the Smithy protocol', wire: { headers: [['smithy-protocol', 'rpc-v2-cbor']] }, body: /^\xa3|^\ufffd/ },
  {
    what: 'the scope of S3',
    wire: { signingName: 's3', headers: [['content-type', 'application/json']] },
    body: /<Error><Code>/,
  },
  { what: 'the scope of EC2', wire: { signingName: 'ec2' }, body: /<Response>/ },
  { what: 'nothing', wire: {}, body: /<ErrorResponse>/ },
];

for (const { what, wire, body } of guesses) {
  test(`before the operation is identified the form is guessed from ${what}`, () => {
    assert.match(encode(denied, wire).text.replace(declaration, ''), body);
  });
}
