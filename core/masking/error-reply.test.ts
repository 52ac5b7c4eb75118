import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Protocol } from '../catalog/service.ts';
import type { Header } from '../http.ts';
import { maskReply } from './mask-reply.ts';
import { clientText, header, recordText, replyOf, wireOf } from './reply.fixture.ts';
import { map, secret, string, structure } from './shapes.fixture.ts';

test('an error that repeats a masked parameter loses it, in its text, in the record and in headers', () => {
  const secrets = ["hunter22's"];
  const reply = replyOf(
    `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Value 'hunter22&apos;s' at 'password'</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    [['x-note', "was hunter22's"]],
    400,
  );

  const masked = maskReply(reply, wireOf(undefined, 'query', { secrets }));

  assert.deepEqual(masked.error, { code: 'ValidationError', message: "Value '[masked:secret]' at 'password'" });
  assert.equal(recordText(masked).includes('hunter22'), false);
  assert.equal(clientText(masked).includes('hunter22'), false);
  assert.equal(header(masked.client, 'x-note'), 'was [masked:secret]');
});

const errorForms: readonly {
  readonly protocol: Protocol;
  readonly body: string;
  readonly headers?: readonly Header[];
  readonly code: string;
  readonly message: string;
}[] = [
  { protocol: 'json', body: '{"__type":"com.amazonaws.x#NotFound","message":"gone"}', code: 'NotFound', message: 'gone' },
  { protocol: 'json', body: '{"__type":"NotFound:http://internal/","Message":"gone"}', code: 'NotFound', message: 'gone' },
  {
    protocol: 'rest-json',
    body: '{"message":"gone"}',
    headers: [['X-Amzn-ErrorType', 'NotFound:http://x/']],
    code: 'NotFound',
    message: 'gone',
  },
  {
    protocol: 'ec2',
    body: '<Response><Errors><Error><Code>NotFound</Code><Message>gone</Message></Error></Errors><RequestID>r</RequestID></Response>',
    code: 'NotFound',
    message: 'gone',
  },
  {
    protocol: 'rest-xml',
    body: '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>gone</Message><Key>k</Key><RequestId>r</RequestId><HostId>h</HostId></Error>',
    code: 'NoSuchKey',
    message: 'gone',
  },
  { protocol: 'rest-xml', body: '', code: '404', message: '' },
];

for (const { protocol, body, headers, code, message } of errorForms) {
  test(`an error of ${protocol} is read and passes: ${body.slice(0, 30)}`, () => {
    const reply = replyOf(body, headers, 404);

    const masked = maskReply(reply, wireOf(undefined, protocol));

    assert.deepEqual(masked.error, { code, message });
    assert.equal(masked.client, reply);
  });
}

test('members of an error are shown by its own shape; others are not', () => {
  const shape = structure({ message: string(), Item: map(string()), Seed: secret });
  const reply = replyOf('{"__type":"Failed","message":"no","Item":{"a":"b"},"Seed":"s","Other":"o"}', [], 400);

  const masked = maskReply(reply, wireOf(undefined, 'json', { errorShape: (code) => (code === 'Failed' ? shape : undefined) }));

  assert.equal(
    clientText(masked),
    '{"__type":"Failed","message":"no","Item":{"a":"b"},"Seed":"[masked:secret]","Other":"[masked:unmodelled]"}',
  );
});

test("AWS's explanation of a wrong signature does not hand out the gateway's session token", () => {
  const token = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVz=';
  const canonical = `GET\n/\n\nhost:s3\nx-amz-security-token:${token}\n\nhost;x-amz-security-token\ne3b0`;
  const s3 = `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><AWSAccessKeyId>ASIAX</AWSAccessKeyId><CanonicalRequest>${canonical}</CanonicalRequest><StringToSign>AWS4</StringToSign></Error>`;
  const json = JSON.stringify({
    __type: 'InvalidSignatureException',
    message: `The Canonical String should have been '${canonical}'`,
  });
  const invalid = `<Error><Code>InvalidToken</Code><Message>no</Message><Token-0>${token}</Token-0></Error>`;

  for (const [body, protocol] of [
    [s3, 'rest-xml'],
    [json, 'json'],
    [invalid, 'rest-xml'],
  ] as const) {
    const masked = maskReply(replyOf(body, [], 403), wireOf(undefined, protocol));

    assert.equal(clientText(masked).includes(token), false);
    assert.equal(recordText(masked).includes(token), false);
    assert.equal(masked.error?.message.includes(token), false);
  }
});

test('an error that cannot be read is withheld', () => {
  assert.throws(() => maskReply(replyOf('<html>busy</html>', [], 503), wireOf(undefined)), { code: 'masking-failed' });
});
