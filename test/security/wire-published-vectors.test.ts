import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerValue } from '#core/http.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { listUsers, type SigV4Vector, s3Vectors, signedChunks, signedTrailer } from '#test/vectors/sigv4.ts';

function verify({ request, secretAccessKey, now }: SigV4Vector) {
  const host = headerValue(request.headers, 'host') ?? '';
  return verifySignature(request, readAuthorization(request), secretAccessKey, { now, hosts: [host], isSecure: false });
}

for (const vector of [listUsers, ...s3Vectors]) {
  test(`AWS's published example verifies: ${vector.name}`, () => {
    const verified = verify(vector);

    assert.deepEqual(verified, { request: vector.request, body: 'signed' });
  });
}

for (const vector of [signedChunks, signedTrailer]) {
  test(`AWS's published example verifies and loses its frame: ${vector.name}`, () => {
    const { request, body } = verify(vector);

    assert.equal(body, 'signed');
    assert.equal(Buffer.from(request.body).toString(), 'a'.repeat(66_560));
    assert.equal(headerValue(request.headers, 'content-encoding'), undefined);
  });
}

test('the checksum of a signed trailer becomes a header', () => {
  const { request } = verify(signedTrailer);

  assert.equal(headerValue(request.headers, 'x-amz-checksum-crc32c'), 'sOO8/Q==');
  assert.equal(headerValue(request.headers, 'x-amz-trailer'), undefined);
});
