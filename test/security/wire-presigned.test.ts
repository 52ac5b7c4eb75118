/** Presigned URLs: what the SDK's own signer signs is verified, and nothing else of it is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Header, type HttpRequest, headerValue } from '#core/http.ts';
import { refuseClosedPresigning, refusePresignedWrite } from '#core/presigned-call.ts';
import { readAuthorization, readScope } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { credentials, now, region, Sha256 } from '#test/vectors/signers.ts';

const host = '127.0.0.1:4181';
const path = '/demo/a%20b/%C3%BC%2B%26.txt';

type Wish = {
  readonly service?: string;
  readonly method?: string;
  readonly expiresIn?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

async function presigned({
  service = 's3',
  method = 'GET',
  expiresIn = 900,
  query = {},
  headers = {},
}: Wish = {}): Promise<HttpRequest> {
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, uriEscapePath: service !== 's3' });
  const request = { method, protocol: 'http:', hostname: host, path, query: { ...query }, headers: { host, ...headers } };
  const signed = await signer.presign(
    service === 's3' ? { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } } : request,
    { expiresIn, signingDate: new Date(now) },
  );
  const text = Object.entries(signed.query ?? {}).map(([name, value]) => `${escapeByte(name)}=${escapeByte(String(value))}`);
  return { method, path, query: text.join('&'), headers: [['Host', host]], body: new Uint8Array() };
}

function escapeByte(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function verify(request: HttpRequest, at = now) {
  const settings = { now: at, hosts: [host], isSecure: false };
  return verifySignature(request, readAuthorization(request), credentials.secretAccessKey, settings);
}

test('what the signer of the AWS SDK presigns is verified, and the call is without the signature', async () => {
  const { request } = verify(await presigned({ query: { 'x-id': 'GetObject', versionId: 'a b' } }));

  assert.deepEqual({ path: request.path, query: request.query }, { path, query: 'x-id=GetObject&versionId=a%20b' });
});

test('a header that the SDK moved into the query is a header again', async () => {
  const { request } = verify(await presigned({ headers: { 'x-amz-checksum-mode': 'ENABLED' } }));

  assert.equal(headerValue(request.headers, 'x-amz-checksum-mode'), 'ENABLED');
  assert.equal(request.query, '');
});

test('outside S3 the hash of the empty body is signed', async () => {
  assert.equal(verify(await presigned({ service: 'lambda' })).body, 'signed');
});

test('who signed for what is read without the header, for the error that the client prints', async () => {
  assert.deepEqual(readScope(await presigned()), { region, service: 's3' });
});

test('no changed byte of path, query or method is accepted', async () => {
  const request = await presigned({ query: { 'x-id': 'GetObject' } });
  const changed = [
    ...changes(request.path).map((text) => ({ ...request, path: text })),
    ...changes(request.query).map((text) => ({ ...request, query: text })),
    { ...request, method: 'HEAD' },
  ];

  const accepted = changed.filter((each) => isAccepted(each));

  assert.ok(changed.length > 300, `${changed.length} tried`);
  assert.deepEqual(accepted, []);
});

/** Each character replaced by another one of its kind; the case of a hex digit is no change. */
function changes(text: string): readonly string[] {
  return Array.from(text, (char, index) => `${text.slice(0, index)}${char === 'x' ? 'y' : 'x'}${text.slice(index + 1)}`);
}

function isAccepted(request: HttpRequest): boolean {
  try {
    verify(request);
    return true;
  } catch {
    return false;
  }
}

const late = '2026-02-01T00:14:58.000Z';
const tooLate = '2026-02-01T00:15:00.000Z';

test('a URL ends with its validity', async () => {
  const request = await presigned();

  assert.doesNotThrow(() => verify(request, late));
  assert.throws(() => verify(request, tooLate), { code: 'unauthenticated', message: /Sign the URL again/ });
});

test('a short URL is not helped by the allowance for clocks', async () => {
  const request = await presigned({ expiresIn: 60 });

  assert.throws(() => verify(request, '2026-02-01T00:01:00.000Z'), { code: 'unauthenticated' });
});

test('a URL from the far future is refused', async () => {
  const request = await presigned();

  assert.throws(() => verify(request, '2026-01-31T23:44:00.000Z'), { fault: 'clock-skew' });
});

const refused: readonly { readonly what: string; readonly wish: Wish; readonly says: RegExp }[] = [
  { what: 'a URL that is valid for longer than 15 minutes', wish: { expiresIn: 901 }, says: /900 seconds at most/ },
  { what: 'a presigned PUT', wish: { method: 'PUT' }, says: /GET and HEAD/ },
  { what: 'a presigned DELETE', wish: { method: 'DELETE' }, says: /GET and HEAD/ },
];
for (const { what, wish, says } of refused) {
  test(`${what} is refused`, async () => {
    const request = await presigned(wish);

    assert.throws(() => readAuthorization(request), { code: 'unsupported-call', message: says });
  });
}

test('a URL with a body is refused', async () => {
  const request = { ...(await presigned()), body: Buffer.from('x') };

  assert.throws(() => readAuthorization(request), { code: 'unsupported-call' });
});

test('a URL beside an Authorization header is refused', async () => {
  const request = await presigned();
  const headers: readonly Header[] = [...request.headers, ['authorization', 'AWS4-HMAC-SHA256 Credential=a']];

  assert.throws(() => readAuthorization({ ...request, headers }), { code: 'malformed-request' });
});

for (const name of ['X-Amz-Signature', 'X-Amz-Expires', 'x-amz-credential', 'X-Amz-Security-Token']) {
  test(`a second ${name} in the query is refused`, async () => {
    const request = await presigned();

    assert.throws(() => readAuthorization({ ...request, query: `${request.query}&${name}=1` }), { code: 'malformed-request' });
  });
}

test('an unsigned header of Amazon beside a URL is refused', async () => {
  const request = await presigned();
  const headers: readonly Header[] = [...request.headers, ['x-amz-expected-bucket-owner', '1']];

  assert.throws(() => verify({ ...request, headers }), { code: 'malformed-request', message: /not signed/ });
});

test('a connection takes no presigned URL unless its file says so', () => {
  const connection = { kind: 'aws', name: 'prod', account: '1', regions: [], roles: [], wait: 'hold', mode: 'enforce' } as const;

  assert.throws(() => refuseClosedPresigning(connection), { code: 'unsupported-call', message: /presigned: true/ });
  assert.doesNotThrow(() => refuseClosedPresigning({ ...connection, presigned: true }));
});

const call = {
  service: 'ec2',
  operation: 'X',
  region,
  account: '1',
  actions: [],
  resources: [],
  resourcesKnown: true,
  parameters: {},
} as const;

for (const access of ['write', 'tagging', 'permissions', 'secret-read'] as const) {
  test(`a presigned GET that means a call of access ${access} is refused`, () => {
    assert.throws(() => refusePresignedWrite({ calls: [{ ...call, access }] }), { code: 'unsupported-call' });
    assert.throws(() =>
      refusePresignedWrite({
        calls: [
          { ...call, access: 'read' },
          { ...call, access },
        ],
      }),
    );
  });
}
