import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { beforeEach, mock, test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import type { Issuer } from '#core/model.ts';
import type { TokenVerifier } from '#core/ports.ts';
import type { FetchDocument } from './discover-keys.ts';
import { createTokenVerifier } from './token-verifier.ts';

type Signer = { readonly kid: string; readonly alg: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };

const now = Date.parse('2026-03-01T12:00:00.000Z');
const seconds = now / 1000;
const okta = issuer('okta', 'https://acme.okta.example/oauth2/default');
const github = issuer('github', 'https://tokens.github.example/');

const rsa: Signer = { kid: 'rsa-1', alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
const otherRsa: Signer = { kid: 'rsa-2', alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
const ec: Signer = { kid: 'ec-1', alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const ed: Signer = { kid: 'ed-1', alg: 'EdDSA', ...generateKeyPairSync('ed25519') };

const goodClaims = {
  iss: okta.issuer,
  sub: 'engineer',
  aud: 'countersign',
  iat: seconds - 60,
  exp: seconds + 600,
  groups: ['mcp-production-engineers'],
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date', 'setTimeout'], now });
});

test('a token that its issuer signed is verified, with its claims as they were signed', async () => {
  const { verifier } = setUp({ [okta.issuer]: [rsa, ec, ed] });

  const tokens = [rsa, ec, ed].map((signer) => signToken(goodClaims, signer));
  const verified = await Promise.all(tokens.map((token) => verifier.verify(token)));

  for (const one of verified) assert.deepEqual(one, { issuerName: 'okta', claims: goodClaims });
});

test('each token is verified with the keys of the issuer that it names', async () => {
  const { verifier } = setUp({ [okta.issuer]: [rsa], [github.issuer]: [{ ...otherRsa, kid: rsa.kid }] });
  const claims = { ...goodClaims, iss: github.issuer };

  const verified = await verifier.verify(signToken(claims, { ...otherRsa, kid: rsa.kid }));

  assert.equal(verified.issuerName, 'github');
  await refused(verifier, signToken(claims, rsa));
});

const bad: Readonly<Record<string, () => string>> = {
  'another audience': () => signToken({ ...goodClaims, aud: 'another' }, rsa),
  'no audience': () => signToken({ ...goodClaims, aud: undefined }, rsa),
  'an end in the past': () => signToken({ ...goodClaims, exp: seconds - 1 }, rsa),
  'no end': () => signToken({ ...goodClaims, exp: undefined }, rsa),
  'no issue time': () => signToken({ ...goodClaims, iat: undefined }, rsa),
  'an issue time in the future': () => signToken({ ...goodClaims, iat: seconds + 120 }, rsa),
  'a start in the future': () => signToken({ ...goodClaims, nbf: seconds + 120 }, rsa),
  'a foreign issuer': () => signToken({ ...goodClaims, iss: 'https://evil.example' }, rsa),
  'no issuer': () => signToken({ ...goodClaims, iss: undefined }, rsa),
  'no subject': () => signToken({ ...goodClaims, sub: undefined }, rsa),
  'an unknown key id': () => signToken(goodClaims, { ...rsa, kid: 'never-seen' }),
  'no key id': () => signToken(goodClaims, rsa, { kid: undefined }),
  'the signature of another key': () => signToken(goodClaims, { ...otherRsa, kid: rsa.kid }),
  'alg none': () => `${head({ alg: 'none', kid: rsa.kid })}.${encode(goodClaims)}.`,
  'alg none and a signature': () => signToken(goodClaims, rsa, { alg: 'none' }),
  'HS256 keyed with the public key': () => hmacToken(goodClaims),
  'the algorithm of another kind of key': () => signToken(goodClaims, rsa, { alg: 'ES256' }),
  'critical header extensions': () => signToken(goodClaims, rsa, { crit: ['exp'] }),
  'the type of a logout token': () => signToken(goodClaims, rsa, { typ: 'logout+jwt' }),
  'padding in base64url': () => `${signToken(goodClaims, rsa)}==`,
  'more than 16 KB': () => signToken({ ...goodClaims, filler: 'x'.repeat(16_384) }, rsa),
  'two parts': () => signToken(goodClaims, rsa).split('.').slice(0, 2).join('.'),
  'no parts': () => '',
  'a header that is no JSON': () => `${Buffer.from('{').toString('base64url')}.${encode(goodClaims)}.AAAA`,
  'claims that are a list': () => signToken([], rsa),
  'a subject that is a number': () => signToken({ ...goodClaims, sub: 7 }, rsa),
  'an end that is text': () => signToken({ ...goodClaims, exp: '9999999999' }, rsa),
};

for (const [what, token] of Object.entries(bad)) {
  test(`a token with ${what} is refused, and the refusal does not tell why`, async () => {
    const { verifier } = setUp({ [okta.issuer]: [rsa] });

    await refused(verifier, token());
  });
}

test('a token with any of its characters changed is refused', async () => {
  const { verifier } = setUp({ [okta.issuer]: [ec] });
  const token = signToken(goodClaims, ec);

  for (let index = 0; index < token.length; index++) {
    const replaced = token.charAt(index) === 'A' ? 'B' : 'A';
    await refused(verifier, token.slice(0, index) + replaced + token.slice(index + 1));
  }
});

test('a token for a resource is good where it is shown for that resource, and nowhere else', async () => {
  const { verifier } = setUp({ [okta.issuer]: [rsa] });
  const resource = 'https://gw.example/mcp';
  const token = signToken({ ...goodClaims, aud: resource }, rsa);

  assert.equal((await verifier.verify(token, [resource, `${resource}/tickets`])).issuerName, 'okta');
  assert.equal((await verifier.verify(signToken(goodClaims, rsa), [resource])).issuerName, 'okta');
  await refused(verifier, token);
  await refused({ verify: (one) => verifier.verify(one, [`${resource}/tickets`]) }, token);
});

test('a key that the issuer adds later is found without a restart', async () => {
  const served: Record<string, readonly Signer[]> = { [okta.issuer]: [rsa] };
  const { verifier } = setUp(served);
  await verifier.verify(signToken(goodClaims, rsa));

  served[okta.issuer] = [rsa, otherRsa];

  await verifier.verify(signToken(goodClaims, otherRsa));
});

test('unknown key ids make the issuer be asked once in ten seconds, however many come', async () => {
  const { verifier, fetched } = setUp({ [okta.issuer]: [rsa] });
  await verifier.verify(signToken(goodClaims, rsa));
  const before = fetched.length;

  for (let count = 0; count < 20; count++) await refused(verifier, signToken(goodClaims, { ...rsa, kid: `unknown-${count}` }));
  const within = fetched.length - before;
  mock.timers.tick(10_001);
  await refused(verifier, signToken(goodClaims, { ...rsa, kid: 'unknown-again' }));

  assert.equal(within, 2);
  assert.equal(fetched.length - before, 4);
});

test('a token of an unknown issuer makes nobody be asked', async () => {
  const { verifier, fetched } = setUp({ [okta.issuer]: [rsa] });

  await refused(verifier, signToken({ ...goodClaims, iss: 'http://169.254.169.254' }, rsa));

  assert.deepEqual(fetched, []);
});

test('a key that the issuer withdrew is refused ten minutes later', async () => {
  const served: Record<string, readonly Signer[]> = { [okta.issuer]: [rsa] };
  const { verifier } = setUp(served);
  const token = signToken({ ...goodClaims, exp: seconds + 3600 }, rsa);
  await verifier.verify(token);

  served[okta.issuer] = [otherRsa];
  mock.timers.tick(600_000);

  await refused(verifier, token);
});

test('a key id that was given to another key verifies by the new key ten minutes later', async () => {
  const served: Record<string, readonly Signer[]> = { [okta.issuer]: [rsa] };
  const { verifier } = setUp(served);
  const claims = { ...goodClaims, exp: seconds + 3600 };
  await verifier.verify(signToken(claims, rsa));

  served[okta.issuer] = [{ ...otherRsa, kid: rsa.kid }];
  mock.timers.tick(600_000);

  await verifier.verify(signToken(claims, { ...otherRsa, kid: rsa.kid }));
  await refused(verifier, signToken(claims, rsa));
});

test('keys outlive an outage of their issuer for an hour, and no longer', async () => {
  const served: Record<string, readonly Signer[]> = { [okta.issuer]: [rsa] };
  const { verifier } = setUp(served);
  const token = signToken({ ...goodClaims, exp: seconds + 7200 }, rsa);
  await verifier.verify(token);

  delete served[okta.issuer];
  mock.timers.tick(3_590_000);
  await verifier.verify(token);
  mock.timers.tick(10_000);

  await refused(verifier, token);
});

test('an issuer that is down is asked once in ten seconds, and its tokens verify when it is back', async () => {
  const served: Record<string, readonly Signer[]> = {};
  const { verifier, fetched } = setUp(served);
  const token = signToken(goodClaims, rsa);

  for (let count = 0; count < 5; count++) await refused(verifier, token);
  const whileDown = fetched.length;
  served[okta.issuer] = [rsa];
  mock.timers.tick(10_001);
  await verifier.verify(token);

  assert.equal(whileDown, 1);
});

test('metadata that speak of another issuer, and keys that are none, are refused', async () => {
  const documents: readonly Readonly<Record<string, unknown>>[] = [
    { metadata: { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/keys' }, keys: jwks([rsa]) },
    { metadata: { issuer: okta.issuer }, keys: jwks([rsa]) },
    { metadata: [], keys: jwks([rsa]) },
    { metadata: { issuer: okta.issuer, jwks_uri: 'https://acme.okta.example/keys' }, keys: { keys: 'none' } },
    { metadata: { issuer: okta.issuer, jwks_uri: 'https://acme.okta.example/keys' }, keys: 'garbage' },
  ];

  for (const { metadata, keys } of documents) {
    const fetchDocument: FetchDocument = async (url) => json(url.endsWith('/openid-configuration') ? metadata : keys);
    await refused(createTokenVerifier({ issuers: [okta], fetchDocument }), signToken(goodClaims, rsa));
  }
});

test('without an option of its own nothing is fetched over plain http', async () => {
  const plain = issuer('plain', 'http://127.0.0.1:9/issuer');
  const verifier = createTokenVerifier({ issuers: [plain] });

  const error = await refused(verifier, signToken({ ...goodClaims, iss: plain.issuer }, rsa));

  assert.match(String(error.cause), /over https only/);
});

test('two entries for one issuer are an error at start', () => {
  assert.throws(() => createTokenVerifier({ issuers: [okta, { ...github, issuer: okta.issuer }] }), /given twice/);
});

function issuer(name: string, url: string): Issuer {
  return { name, issuer: url, audience: ['countersign'], kind: 'human', groups: [] };
}

function setUp(served: Readonly<Record<string, readonly Signer[]>>): {
  readonly verifier: TokenVerifier;
  readonly fetched: string[];
} {
  const fetched: string[] = [];
  const fetchDocument: FetchDocument = async (url) => {
    fetched.push(url);
    const name = Object.keys(served).find((one) => url.startsWith(one));
    if (name === undefined) throw new Error('nobody answers');
    return json(url.endsWith('/keys') ? jwks(served[name] ?? []) : { issuer: name, jwks_uri: `${name}/keys` });
  };
  return { verifier: createTokenVerifier({ issuers: [okta, github], fetchDocument }), fetched };
}

async function refused(verifier: TokenVerifier, token: string): Promise<GatewayError> {
  const error = await verifier.verify(token).then(
    () => assert.fail(`accepted: ${token}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GatewayError);
  assert.equal(error.code, 'unauthenticated');
  assert.equal(error.message, 'The token was not accepted. Sign in again and repeat the command.');
  return error;
}

function signToken(claims: unknown, signer: Signer, header: Readonly<Record<string, unknown>> = {}): string {
  const input = `${head({ alg: signer.alg, typ: 'at+jwt', kid: signer.kid, ...header })}.${encode(claims)}`;
  const digest = signer.alg === 'EdDSA' ? null : 'sha256';
  const signature = sign(digest, Buffer.from(input), { key: signer.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function hmacToken(claims: unknown): string {
  const input = `${head({ alg: 'HS256', kid: rsa.kid })}.${encode(claims)}`;
  const secret = rsa.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

function head(header: Readonly<Record<string, unknown>>): string {
  return encode(header);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwks(signers: readonly Signer[]): object {
  return { keys: signers.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' })) };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
