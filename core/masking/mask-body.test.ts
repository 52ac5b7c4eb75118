import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Shape } from '../catalog/shape.ts';
import type { Header } from '../http.ts';
import { maskReply } from './mask-reply.ts';
import { clientText, credentials, header, recordText, replyOf, wireOf } from './reply.fixture.ts';
import { blob, string, structure } from './shapes.fixture.ts';

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
