import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerValue } from '#core/http.ts';
import { refuseAmbiguous } from '#core/protocols/aws/identify/refuse-ambiguous.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { createRandom, type GeneratedRequest, generateRequest } from '#test/vectors/random.ts';
import { aws4Signer, credentials, now, region, type Signer, smithySigner } from '#test/vectors/signers.ts';

const host = '127.0.0.1:4181';
const settings = { now, hosts: [host], isSecure: false };

function generate(seed: number, count: number): readonly GeneratedRequest[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => generateRequest(random));
}

async function verifyAll(requests: readonly GeneratedRequest[], sign: Signer): Promise<void> {
  for (const request of requests) {
    const received = { ...request, headers: await sign(request, host) };
    refuseAmbiguous(received, request.service);
    verifySignature(received, readAuthorization(received), credentials.secretAccessKey, settings);
  }
}

test('whatever the signer of the AWS SDK signs is verified', async () => {
  const requests = generate(1, 1_500);

  await assert.doesNotReject(verifyAll(requests, smithySigner));
});

test('whatever aws4 signs is verified', async () => {
  const requests = generate(2, 1_500).filter(({ service }) => service !== 's3express');

  await assert.doesNotReject(verifyAll(requests, aws4Signer));
});

test('what is signed for AWS carries the signature that the signer of the AWS SDK computes', async () => {
  for (const request of generate(3, 500)) {
    const ours = signRequest(
      { ...request, host },
      { credentials: { ...credentials, expiresAt: now }, signingName: request.service, signingRegion: region, now },
    );

    const theirs = await smithySigner(request, host);

    assert.equal(headerValue(ours, 'authorization'), headerValue(theirs, 'authorization'));
  }
});
