import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { headerValue } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';
import { crc32c, crc64Nvme } from '../signature/crc.ts';
import { encodeParameters } from './encode.ts';

const catalog = readCatalog();
const payload = new TextEncoder().encode('123456789');

function encode(
  name: string,
  parameters: Parameters,
  more: { readonly payload?: Uint8Array; readonly checksums?: readonly string[] } = {},
) {
  const service = catalog.services.get('s3');
  const operation = catalog.operation('s3', name);
  if (service === undefined || operation === undefined) throw new Error(`the catalog has no s3:${name}`);
  return encodeParameters(parameters, {
    protocol: 'rest-xml',
    operation,
    service,
    input: catalog.shape(operation, 'input'),
    ...more,
  });
}

const deletion = { Bucket: 'b', Delete: { Objects: [{ Key: 'k' }] } };
const object = { Bucket: 'b', Key: 'k', Body: { sizeBytes: payload.length } };

test('the published check values come out', () => {
  assert.equal(crc32c(payload).toString(16), 'e3069283');
  assert.equal(crc64Nvme(payload).toString(16), 'ae8b14860a799888');
});

test('an operation that requires a checksum gets one of the body that is sent', () => {
  const { headers } = encode('DeleteObjects', deletion);

  assert.match(headerValue(headers, 'x-amz-checksum-crc32') ?? '', /^[A-Za-z0-9+/]{6}==$/);
});

test('the algorithm that the parameters name is used', () => {
  const { headers } = encode('PutObject', { ...object, ChecksumAlgorithm: 'CRC64NVME' }, { payload });

  assert.equal(headerValue(headers, 'x-amz-checksum-crc64nvme'), 'rosUhgp5mIg=');
});

test('over a body that was written here, a client’s checksum is made anew', () => {
  const given = { ...deletion, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==', ChecksumAlgorithm: 'SHA256' };

  const { headers } = encode('DeleteObjects', given, { checksums: ['x-amz-checksum-sha1'] });

  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => /md5|checksum/.test(name));
  assert.notEqual(headerValue(headers, 'content-md5'), 'AAAAAAAAAAAAAAAAAAAAAA==');
  assert.ok(
    ['x-amz-checksum-sha256', 'x-amz-checksum-sha1'].every((name) => names.includes(name)),
    names.join(),
  );
});

test('bytes that pass through keep their checksum', () => {
  const { headers } = encode('PutObject', { ...object, ChecksumCRC32: 'given==' }, { payload });

  assert.equal(headerValue(headers, 'x-amz-checksum-crc32'), 'given==');
  assert.deepEqual(
    encode('PutObject', object, { payload, checksums: ['x-amz-checksum-sha1'] }).headers.filter(([name]) =>
      /checksum/.test(name),
    ),
    [],
  );
});

test('a checksum that describes the object and not the body is a parameter as any other', () => {
  const { headers } = encode('CompleteMultipartUpload', { Bucket: 'b', Key: 'k', UploadId: 'u', ChecksumCRC32: 'given==' });

  assert.equal(headerValue(headers, 'x-amz-checksum-crc32'), 'given==');
});

test('an algorithm that is not computed here is refused', () => {
  assert.throws(() => encode('DeleteObjects', { ...deletion, ChecksumAlgorithm: 'XXHASH64' }), { code: 'unsupported-call' });
});
