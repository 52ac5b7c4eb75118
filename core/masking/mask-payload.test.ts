import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Header, HttpReply } from '../http.ts';
import { fill } from './detector.ts';
import { maskReply, type ReplyWire } from './mask-reply.ts';
import { maskablePayloadBytes } from './payload-kind.ts';
import { blob, operation, structure } from './shapes.fixture.ts';

const token = ['gh', `p_${fill(36)}`].join('');
const output = structure({ Body: blob({ streaming: true }) }, { payload: 'Body' });
const wire: ReplyWire = { operation: operation(), protocol: 'rest-xml', output, secrets: [] };

function object(body: string | Uint8Array, type: string, more: readonly Header[] = []): HttpReply {
  const bytes = new Uint8Array(Buffer.from(body));
  return { status: 200, headers: [['content-type', type], ['content-length', String(bytes.length)], ...more], body: bytes };
}

function seen(reply: HttpReply): string {
  return Buffer.from(maskReply(reply, wire).client.body).toString();
}

test('a text without a find passes byte for byte, with its ETag and checksums', () => {
  const reply = object('all is well\r\n', 'text/plain', [
    ['etag', '"e"'],
    ['x-amz-checksum-crc32', 'AAAA'],
  ]);

  assert.equal(maskReply(reply, wire).client, reply);
});

test('a masked text has its own length, and no digest of the old one', () => {
  const reply = object(`token: ${token}\n`, 'text/plain', [
    ['etag', '"e"'],
    ['x-amz-checksum-crc32', 'AAAA'],
    ['content-md5', 'x'],
  ]);

  const { client, record, masks } = maskReply(reply, wire);

  assert.match(Buffer.from(client.body).toString(), /^token: \[masked:/);
  assert.deepEqual(
    client.headers.map(([name]) => name),
    ['content-type', 'content-length', 'x-countersign-masked'],
  );
  assert.equal(client.headers[1]?.[1], String(client.body.length));
  assert.doesNotMatch(Buffer.from(record.body ?? []).toString(), /ghp_/);
  assert.match(masks[0]?.paths[0] ?? '', /^Body/);
});

test('JSON stays JSON, with every other byte as it was', () => {
  const json = '{ "id": 12345678901234567890, "db": {"password": "correct horse battery"} }';

  assert.equal(seen(object(json, 'application/json')), json.replace('correct horse battery', '[masked:secret]'));
});

test('JSON of an unknown type, and JSON that is none, are masked too', () => {
  assert.doesNotMatch(seen(object(`{"client_secret": "${fill(30)}"}`, 'binary/octet-stream')), new RegExp(fill(30)));
  assert.doesNotMatch(seen(object(`{"a": 1, // ${token}\n}`, 'application/json')), /ghp_/);
});

test('XML is masked in its texts', () => {
  const xml = '<?xml version="1.0"?>\n<config><password>correct horse battery</password><port>1</port></config>';

  assert.equal(seen(object(xml, 'application/xml')), xml.replace('correct horse battery', '[masked:secret]'));
});

test('a key is masked where its value was made by chance, and left where it names a place', () => {
  const key = fill(32, 'hex');
  const text = JSON.stringify({
    DATADOG_APP_KEY: key,
    writeKey: fill(32),
    S3_KEY: `conf/${key}`,
    cacheKey: key,
    sortKey: 'createdAt',
    API_VERSION_KEY: 'v1/2026',
  });

  const shown = JSON.parse(seen(object(text, 'application/json')));

  assert.deepEqual(
    Object.keys(shown).filter((name) => shown[name] === '[masked:secret]'),
    ['DATADOG_APP_KEY', 'writeKey'],
  );
});

test('each line of a file of JSON values is masked by its names', () => {
  const lines = '{"password":"correct horse battery","n":1}\n\n{"password":"another long secret","n":2}\n';

  const expected = '{"password":"[masked:secret]","n":1}\n\n{"password":"[masked:secret]","n":2}\n';
  assert.equal(seen(object(lines, 'application/x-ndjson')), expected);
  assert.equal(seen(object(lines, 'binary/octet-stream')), expected);
});

test('a table is masked in the columns whose header says secret', () => {
  const csv = 'user,password,note\r\nann,"horse, ""battery""",x\r\nbob,hunter2hunter2,"a\nb"\r\n';

  assert.equal(seen(object(csv, 'text/csv')), 'user,password,note\r\nann,"[masked:secret]",x\r\nbob,[masked:secret],"a\nb"\r\n');
});

test('a table without end of quotes is read to its end once', () => {
  assert.equal(seen(object(`password\n"${'x'.repeat(200_000)}`, 'text/csv')), 'password\n"[masked:secret]');
});

test('other encodings of text are masked, and come back as they were', () => {
  const latin = Buffer.from(`gr\xfc\xdfe ${token}`, 'latin1');
  const little = Buffer.from(`\ufeffgrüße ${token}`, 'utf16le');
  const big = Buffer.from(little).swap16();

  const [masked, wide, swapped] = [latin, little, big].map((body) => maskReply(object(body, 'text/plain'), wire).client.body);

  assert.match(Buffer.from(masked ?? []).toString('latin1'), /^gr\xfc\xdfe \[masked:/);
  assert.match(Buffer.from(wide ?? []).toString('utf16le'), /^\ufeffgrüße \[masked:/);
  assert.match(
    Buffer.from(swapped ?? [])
      .swap16()
      .toString('utf16le'),
    /^\ufeffgrüße \[masked:/,
  );
});

test('a compressed text is expanded to be masked, and one that only says so is looked at as it is', () => {
  const zipped = maskReply(object(gzipSync(`token: ${token}`), 'text/plain', [['content-encoding', 'gzip']]), wire);

  assert.match(Buffer.from(zipped.client.body).toString(), /^token: \[masked:/);
  assert.ok(!zipped.client.headers.some(([name]) => name === 'content-encoding'));
  for (const encoding of ['gzip', 'zstd', 'aws-chunked']) {
    assert.doesNotMatch(seen(object(`token: ${token}`, 'image/png', [['content-encoding', encoding]])), /ghp_/);
  }
});

const binaries: Readonly<Record<string, Uint8Array>> = {
  png: Buffer.from('89504e470d0a1a0a0000', 'hex'),
  zip: Buffer.from('504b030414000000', 'hex'),
  gzip: gzipSync('text'),
  pdf: Buffer.from('%PDF-1.7\nobj'),
};

for (const [name, body] of Object.entries(binaries)) {
  test(`what is no text is withheld, and passes where it is revealed: ${name}`, () => {
    const reply = object(body, 'binary/octet-stream');

    assert.throws(() => maskReply(reply, wire), { code: 'masking-failed', message: /reveal:binary/ });
    assert.equal(maskReply(reply, wire, { reveal: new Set(['binary']) }).client, reply);
  });
}

test('a part of a text is withheld with a sentence that says what to do, whatever else is revealed', () => {
  const part: HttpReply = { ...object('234', 'binary/octet-stream', [['content-range', 'bytes 2-4/10']]), status: 206 };

  assert.throws(() => maskReply(part, wire, { reveal: new Set(['binary', 'secret']) }), { message: /without a range/ });
  assert.equal(maskReply(part, wire, { reveal: new Set(['text']) }).client, part);
});

test('a text above the limit is withheld, and is not kept where it is revealed', () => {
  const large = object(Buffer.alloc(maskablePayloadBytes + 1, 'a'), 'text/plain');

  assert.throws(() => maskReply(large, wire), { message: /8388608 bytes/ });
  assert.equal(maskReply(large, wire, { reveal: new Set(['text']) }).record.body, undefined);
});
