import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { crc32, gzipSync } from 'node:zlib';
import type { Protocol } from '../catalog/service.ts';
import type { Shape } from '../catalog/shape.ts';
import type { Header, HttpReply } from '../http.ts';
import { type MaskedReply, maskReply, type ReplyWire } from './mask-reply.ts';
import { blob, list, map, operation, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';

const credentials = structure({ id: string(), value: secret });

function replyOf(body: string | Uint8Array, headers: readonly Header[] = [], status = 200): HttpReply {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}

function wireOf(output: Shape | undefined, protocol: Protocol = 'json', more: Partial<ReplyWire> = {}): ReplyWire {
  return { operation: operation(), protocol, output, secrets: [], ...more };
}

function clientText(masked: MaskedReply): string {
  return Buffer.from(masked.client.body).toString('utf8');
}

function recordText(masked: MaskedReply): string {
  return Buffer.from(masked.record.body ?? new Uint8Array()).toString('utf8');
}

function header(reply: HttpReply, name: string): string | undefined {
  return reply.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

test('a reply without anything to mask passes as the very same object', () => {
  const reply = replyOf('{"id":"a"}', [['x-amz-crc32', '1']]);

  const masked = maskReply(reply, wireOf(structure({ id: string() })));

  assert.equal(masked.client, reply);
  assert.equal(masked.record.body, reply.body);
  assert.deepEqual(masked.masks, []);
});

test('a masked reply says how often and of which classes, and frames what it sends', () => {
  const body = '{"id":"a","value":"hunter22","n":1}';
  const reply = replyOf(body, [
    ['Content-Length', String(body.length)],
    ['x-amz-crc32', String(crc32(body))],
    ['content-md5', 'x'],
    ['x-amz-checksum-sha256', 'x'],
    ['etag', '"v1"'],
    ['x-amzn-requestid', 'r-1'],
  ]);

  const masked = maskReply(reply, wireOf(credentials));

  assert.equal(clientText(masked), '{"id":"a","value":"[masked:secret]","n":0}');
  assert.deepEqual(masked.client.headers, [
    ['Content-Length', String(masked.client.body.length)],
    ['x-amz-crc32', String(crc32(masked.client.body))],
    ['etag', '"v1"'],
    ['x-amzn-requestid', 'r-1'],
    ['x-countersign-masked', '2;classes=secret,unmodelled'],
  ]);
  assert.equal(masked.record.requestId, 'r-1');
  assert.deepEqual(masked.masks, [
    { rule: 'model', class: 'secret', count: 1, paths: ['value'] },
    { rule: 'unmodelled', class: 'unmodelled', count: 1, paths: ['n'] },
  ]);
});

test('a revealed class is shown to the client and never to the record', () => {
  const reply = replyOf('{"value":"hunter22"}');

  const masked = maskReply(reply, wireOf(credentials), { reveal: new Set(['secret']) });

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"value":"[masked:secret]"}');
  assert.equal(masked.masks.length, 1);
});

test('tokens that carry a client on stay in its view and leave the record', () => {
  const output = structure({
    NextToken: secret,
    clientToken: { shape: secret, isIdempotencyToken: true },
    state: string({ sensitive: true, enumerated: true }),
  });
  const reply = replyOf('{"NextToken":"page-2-token","clientToken":"idem","state":"OPEN"}');

  const masked = maskReply(reply, wireOf(output));

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"NextToken":"[masked:secret]","clientToken":"[masked:secret]","state":"[masked:secret]"}');
});

test('the protocol of the request decides, whatever the reply calls itself', () => {
  const reply = replyOf('{"value":"hunter22"}', [['content-type', 'text/plain']]);

  assert.equal(clientText(maskReply(reply, wireOf(credentials))), '{"value":"[masked:secret]"}');
  assert.throws(() => maskReply(replyOf('<r><value>hunter22</value></r>'), wireOf(credentials)), { code: 'masking-failed' });
  assert.throws(() => maskReply(reply, wireOf(credentials, 'query')), { code: 'masking-failed' });
  assert.throws(() => maskReply(reply, wireOf(credentials, 'cbor')), { code: 'masking-failed' });
});

test('what is not UTF-8 is withheld, and the refusal holds none of it', () => {
  const body = Buffer.concat([Buffer.from('{"value":"hunter22'), Buffer.from([0xff]), Buffer.from('"}')]);

  assert.throws(
    () => maskReply(replyOf(body), wireOf(credentials)),
    (error: Error & { code?: string }) => error.code === 'masking-failed' && !error.message.includes('hunter22'),
  );
});

test('without a model everything is masked', () => {
  assert.equal(clientText(maskReply(replyOf('{"a":[1,"x"]}'), wireOf(undefined))), '{"a":[0,"[masked:unmodelled]"]}');
});

test('the query protocol is read inside its result, the ec2 protocol at the root', () => {
  const query =
    '<GetThingResponse><GetThingResult><value>pw</value></GetThingResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetThingResponse>';
  const ec2 = '<GetThingResponse><requestId>r</requestId><value>pw</value></GetThingResponse>';

  assert.equal(clientText(maskReply(replyOf(query), wireOf(credentials, 'query'))), query.replace('>pw<', '>[masked:secret]<'));
  assert.equal(clientText(maskReply(replyOf(ec2), wireOf(credentials, 'ec2'))), ec2.replace('>pw<', '>[masked:secret]<'));
});

test('a REST payload is read by its own shape, and its paths begin with its name', () => {
  const output = structure(
    { Config: credentials, Etag: { shape: string(), location: 'header', wireName: 'ETag' } },
    { payload: 'Config' },
  );

  const json = maskReply(replyOf('{"value":"pw"}'), wireOf(output, 'rest-json'));
  const xml = maskReply(replyOf('<Anything><value>pw</value></Anything>'), wireOf(output, 'rest-xml'));

  assert.equal(clientText(json), '{"value":"[masked:secret]"}');
  assert.equal(clientText(xml), '<Anything><value>[masked:secret]</value></Anything>');
  assert.deepEqual(json.masks[0]?.paths, ['Config.value']);
});

test('a REST XML root that bears the name of a text is that text', () => {
  const reply = replyOf('<LocationConstraint xmlns="http://s3">eu-west-1</LocationConstraint>');

  assert.equal(
    maskReply(reply, wireOf(structure({ LocationConstraint: string({ enumerated: true }) }), 'rest-xml')).client,
    reply,
  );
});

test('a payload that is no text passes untouched where it is revealed, and is not recorded', () => {
  const output = structure({ Body: blob({ streaming: true }) }, { payload: 'Body' });
  const reply = replyOf(Buffer.from([0x89, 0x50, 0x00]), [['content-encoding', 'gzip']]);
  const wire = wireOf(output, 'rest-xml', { secrets: ['hunter22'] });

  const masked = maskReply(reply, wire, { reveal: new Set(['binary']) });

  assert.equal(masked.client, reply);
  assert.equal(masked.record.body, undefined);
  assert.deepEqual(masked.record.payload, { class: 'binary', sizeBytes: 3 });
  assert.throws(() => maskReply(reply, wire), { code: 'masking-failed', message: /reveal:binary/ });
});

test('a sensitive payload is masked whole, and JSON stays JSON', () => {
  const output = structure({ Payload: blob({ sensitive: true }) }, { payload: 'Payload' });

  const json = maskReply(replyOf('{"a":1}', [['content-type', 'application/json']]), wireOf(output, 'rest-json'));
  const other = maskReply(replyOf('abc'), wireOf(output, 'rest-json'));

  assert.equal(clientText(json), '"[masked:secret]"');
  assert.equal(recordText(other), '[masked:secret]');
});

test('a text payload is recorded, without what was masked in the request', () => {
  const output = structure({ Policy: string() }, { payload: 'Policy' });

  const masked = maskReply(replyOf('{"Statement":"hunter22"}'), wireOf(output, 'rest-json', { secrets: ['hunter22'] }));

  assert.equal(clientText(masked), '{"Statement":"[masked:secret]"}');
  assert.equal(recordText(masked), clientText(masked));
});

test('a body where the model promises none is dropped when it cannot be read', () => {
  const output = structure({ Etag: { shape: string(), location: 'header', wireName: 'ETag' } });

  for (const [shape, protocol] of [
    [output, 'rest-xml'],
    [undefined, 'rest-json'],
  ] as const) {
    const masked = maskReply(replyOf('True'), wireOf(shape, protocol));

    assert.equal(clientText(masked), '');
    assert.deepEqual(masked.masks, [{ rule: 'unmodelled', class: 'unmodelled', count: 1, paths: ['(body)'] }]);
  }
  assert.throws(() => maskReply(replyOf('True'), wireOf(undefined, 'json')), { code: 'masking-failed' });
});

test('a path holds no names that are data', () => {
  const { masks } = maskReply(replyOf('{"New":{"hunter22":{"x":["y"]}}}'), wireOf(structure({})));

  assert.deepEqual(masks[0]?.paths, ['New.*.*[]']);
});

test('an event stream is withheld, by the model and by its content type', () => {
  const stream: Shape = { kind: 'event-stream', sensitive: false, members: new Map() };
  const typed = replyOf('x', [['content-type', 'application/vnd.amazon.eventstream']]);

  assert.throws(() => maskReply(replyOf('x'), wireOf(structure({ events: stream }, { payload: 'events' }), 'rest-json')), {
    code: 'masking-failed',
  });
  assert.throws(() => maskReply(typed, wireOf(credentials)), { code: 'masking-failed' });
});

test('headers that the model marks are masked, each in its type', () => {
  const at = (name: string, shape: Shape) => ({ shape, location: 'header', wireName: name }) as const;
  const output = structure({
    key: at('x-amz-key', secret),
    size: at('x-amz-size', scalar('long', true)),
    time: at('x-amz-time', timestamp(true)),
    json: { shape: secret, location: 'header', wireName: 'x-amz-json', isJsonValue: true },
    meta: { shape: map(secret), location: 'headers', wireName: 'x-amz-meta-' },
    open: at('x-amz-open', string()),
  });
  const headers: readonly Header[] = [
    ['X-Amz-Key', 'hunter22'],
    ['x-amz-size', '42'],
    ['x-amz-time', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['x-amz-json', 'eyJhIjoxfQ=='],
    ['x-amz-meta-owner', 'me'],
    ['x-amz-open', 'shown'],
  ];

  const masked = maskReply(replyOf('', headers), wireOf(output, 'rest-json'));

  assert.deepEqual(masked.client.headers.slice(0, 6), [
    ['X-Amz-Key', '[masked:secret]'],
    ['x-amz-size', '0'],
    ['x-amz-time', 'Sun, 06 Nov 1994 00:00:00 GMT'],
    ['x-amz-json', Buffer.from('"[masked:secret]"').toString('base64')],
    ['x-amz-meta-owner', '[masked:secret]'],
    ['x-amz-open', 'shown'],
  ]);
  assert.equal(header(masked.client, 'x-countersign-masked'), '5;classes=secret');
});

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

test('a compressed reply is expanded, masked and sent as it is; untouched it stays compressed', () => {
  const encoded: readonly Header[] = [['content-encoding', 'gzip']];
  const clear = replyOf(gzipSync('{"id":"a"}'), encoded);

  const masked = maskReply(replyOf(gzipSync('{"value":"hunter22"}'), encoded), wireOf(credentials));
  const untouched = maskReply(clear, wireOf(credentials));

  assert.equal(clientText(masked), '{"value":"[masked:secret]"}');
  assert.equal(header(masked.client, 'content-encoding'), undefined);
  assert.equal(untouched.client, clear);
  assert.equal(recordText(untouched), '{"id":"a"}');
});

test('a reply that is compressed in an unknown way, not at all, or without end is withheld', () => {
  for (const [encoding, body] of [
    ['zstd', 'x'],
    ['gzip', '{"value":"x"}'],
    ['gzip', gzipSync(Buffer.alloc(70_000_000))],
  ] as const) {
    assert.throws(() => maskReply(replyOf(body, [['content-encoding', encoding]]), wireOf(credentials)), {
      code: 'masking-failed',
    });
  }
});

test('a name stays a name for the client even when it holds a literal', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:prod-7x9k2';
  const reply = replyOf(`{"Arn":"${arn}","note":"prod-7x9k2"}`);

  const masked = maskReply(reply, wireOf(structure({ Arn: string(), note: string() }), 'json', { secrets: ['prod-7x9k2'] }));

  assert.equal(clientText(masked), `{"Arn":"${arn}","note":"[masked:secret]"}`);
  assert.equal(recordText(masked).includes('7x9k2'), false);
});

test('a plain word that was the value of a variable does not break the names that a client reads back', () => {
  const reply = replyOf('{"FunctionName":"api-production","Region":"eu-west-1"}');
  const output = structure({ FunctionName: string(), Region: string() });

  const masked = maskReply(reply, wireOf(output, 'json', { secrets: ['production', 'eu-west-1'] }));

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"FunctionName":"api-[masked:secret]","Region":"[masked:secret]"}');
});

test('a masked message of a queue keeps a checksum that fits', () => {
  const message = structure({ Body: string(), MD5OfBody: string(), MessageId: string() });
  const output = structure({
    Messages: { shape: list({ shape: message, wireName: 'Message' }), flattened: true, wireName: 'Messages' },
  });
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const sqs = { operation: operation('ReceiveMessage', 'sqs'), secrets: ['hunter22'] };
  const messages = [
    { Body: 'one "hunter22"', MD5OfBody: md5('one "hunter22"'), MessageId: '1' },
    { MD5OfBody: md5('two'), Body: 'two', MessageId: '2' },
  ];
  const xml = messages
    .map(
      ({ Body, MD5OfBody }) =>
        `<Message><Body>${Body.replaceAll('"', '&quot;')}</Body><MD5OfBody>${MD5OfBody}</MD5OfBody></Message>`,
    )
    .join('');

  const json = maskReply(replyOf(JSON.stringify({ Messages: messages })), wireOf(output, 'json', sqs));
  const query = maskReply(
    replyOf(`<ReceiveMessageResponse><ReceiveMessageResult>${xml}</ReceiveMessageResult></ReceiveMessageResponse>`),
    wireOf(output, 'query', sqs),
  );

  assert.deepEqual(JSON.parse(clientText(json)), {
    Messages: [
      { Body: 'one "[masked:secret]"', MD5OfBody: md5('one "[masked:secret]"'), MessageId: '1' },
      { MD5OfBody: md5('two'), Body: 'two', MessageId: '2' },
    ],
  });
  assert.ok(clientText(query).includes(md5('one "[masked:secret]"')) && clientText(query).includes(md5('two')));
});
