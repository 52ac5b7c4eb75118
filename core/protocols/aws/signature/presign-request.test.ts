import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '#test/vectors/signers.ts';
import { presignedUrl } from './presign-request.ts';

const now = '2026-01-31T23:59:59.000Z';
const keys = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret' };
const host = 'ec2.us-east-1.amazonaws.com';
const parameters = { Action: 'CopySnapshot', Version: '2016-11-15', Description: "a b+c/ü~!*'()", Empty: '' };

/** What the SDK's own signer makes of the same parameters. */
async function bySdk(credentials: typeof keys & { readonly sessionToken?: string }): Promise<Readonly<Record<string, unknown>>> {
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'ec2', sha256: Sha256 });
  const request = { method: 'GET', protocol: 'https:', hostname: host, path: '/', query: parameters, headers: { host } };
  const { query = {} } = await signer.presign(request, { expiresIn: 3600, signingDate: new Date(now) });
  return query;
}

for (const session of [{}, { sessionToken: 'token/with+signs==' }]) {
  test(`a presigned URL is the one that the SDK signs, ${Object.keys(session)[0] ?? 'without a token'}`, async () => {
    const credentials = { ...keys, ...session };
    const query = 'Action=CopySnapshot&Version=2016-11-15&Description=a%20b%2Bc%2F%C3%BC~%21%2A%27%28%29&Empty=';

    const url = presignedUrl(
      { host, path: '/', query, validSeconds: 3600 },
      { credentials: { ...credentials, expiresAt: now }, signingName: 'ec2', signingRegion: 'us-east-1', now },
    );

    const { origin, pathname, searchParams } = new URL(url);
    assert.deepEqual([origin, pathname], [`https://${host}`, '/']);
    assert.deepEqual(Object.fromEntries(searchParams), await bySdk(credentials));
  });
}
