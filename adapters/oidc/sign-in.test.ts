import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import type { Issuer } from '#core/model.ts';
import { createSignIn } from './sign-in.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const issuer: Issuer = { name: 'idp', issuer: 'https://idp.example', audience: ['countersign'], kind: 'human', groups: [] };
const redirectUri = 'https://gate.example/sign-in/callback';
const asked = { state: 's', nonce: 'n', codeChallenge: createHash('sha256').update('v').digest('base64url'), redirectUri };
const answer = { code: 'c', codeVerifier: 'v', nonce: 'n', redirectUri };

const documents: Readonly<Record<string, object>> = {
  'https://idp.example/.well-known/openid-configuration': {
    issuer: 'https://idp.example',
    authorization_endpoint: 'https://idp.example/authorize?tenant=1',
    token_endpoint: 'https://idp.example/token',
    jwks_uri: 'https://idp.example/keys',
  },
  'https://idp.example/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] },
};

function idToken(claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { iss: issuer.issuer, aud: 'web', sub: 'ann', nonce: 'n', iat: now, exp: now + 300, auth_time: now, ...claims };
  const input = `${encode({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${encode(body)}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

function signIn(tokens: object, forms: Record<string, string>[] = [], secret?: string) {
  return createSignIn({
    issuer,
    clientId: 'web',
    ...(secret === undefined ? {} : { clientSecret: async () => secret }),
    fetchDocument: async (url) => Buffer.from(JSON.stringify(documents[url])),
    postForm: async (_url, form) => {
      forms.push({ ...form });
      return tokens;
    },
  });
}

async function refused(tokens: object): Promise<void> {
  await assert.rejects(signIn(tokens).finish(answer), (error: unknown) => {
    assert.ok(error instanceof GatewayError && error.code === 'unauthenticated');
    assert.doesNotMatch(error.message, /nonce|audience|token/);
    return true;
  });
}

test('only scopes are asked for that the issuer says it knows', async () => {
  const told = {
    ...documents['https://idp.example/.well-known/openid-configuration'],
    scopes_supported: ['openid', 'email', 'phone'],
  };
  const fetchDocument = async () => Buffer.from(JSON.stringify(told));

  const url = new URL(await createSignIn({ issuer, clientId: 'web', fetchDocument }).address(asked));

  assert.equal(url.searchParams.get('scope'), 'openid email');
  assert.equal(new URL(await signIn({}).address(asked)).searchParams.get('scope'), 'openid profile email groups');
});

test('the browser is sent to the issuer with state, nonce and the challenge, and old sign-ins are renewed', async () => {
  const url = new URL(await signIn({}).address(asked));

  const { scope: _scope, ...sent } = Object.fromEntries(url.searchParams);
  assert.equal(url.origin + url.pathname, 'https://idp.example/authorize');
  assert.deepEqual(sent, {
    tenant: '1',
    response_type: 'code',
    client_id: 'web',
    redirect_uri: redirectUri,
    state: 's',
    nonce: 'n',
    code_challenge: asked.codeChallenge,
    code_challenge_method: 'S256',
    max_age: '480',
  });
});

test('a code is exchanged with its verifier, and with the client’s secret where it has one', async () => {
  const forms: Record<string, string>[] = [];

  const { accessToken, identity } = await signIn({ access_token: 'a', id_token: idToken({}) }, forms, 'hush').finish(answer);

  assert.deepEqual([accessToken, identity.claims.sub, identity.issuerName], ['a', 'ann', 'idp']);
  assert.deepEqual([forms[0]?.code_verifier, forms[0]?.client_secret, forms[0]?.redirect_uri], ['v', 'hush', redirectUri]);
});

test('an ID token of another sign-in, client, issuer, of the past, or by another key is refused', async () => {
  const good = idToken({});
  const tokens = [
    idToken({ nonce: 'other' }),
    idToken({ nonce: undefined }),
    idToken({ aud: 'countersign' }),
    idToken({ iss: 'https://evil.example' }),
    idToken({ exp: 1 }),
    `${good.slice(0, -8)}AAAAAAAA`,
    'x',
  ];

  for (const token of tokens) await refused({ access_token: 'a', id_token: token });
  await refused({ access_token: 'a' });
  await refused({ id_token: good });
});
