import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { loopbackSignIn } from './loopback-sign-in.ts';

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x';
const exchanged: URLSearchParams[] = [];
const tokens = createServer(async (request, response) => {
  exchanged.push(new URLSearchParams(Buffer.concat(await request.toArray()).toString()));
  response.end(JSON.stringify({ access_token: 'a', refresh_token: 'r', expires_in: 3600 }));
});
let tokenEndpoint = '';

before(async () => {
  await once(tokens.listen(0, '127.0.0.1'), 'listening');
  const address = tokens.address();
  tokenEndpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/oauth2/token`;
});

after(() => {
  tokens.closeAllConnections();
  tokens.close();
});

/** Begins a sign-in, and gives the address that a person would open. */
async function begin(scopesSupported?: readonly string[]) {
  const shown = Promise.withResolvers<string>();
  const authorizationEndpoint = 'https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize';
  const options = { issuer, clientId: 'cli', authorizationEndpoint, tokenEndpoint, scopesSupported, port: 0 };
  const ended = loopbackSignIn(options, (line) => shown.resolve(line.replace('Open ', '')));
  ended.catch(() => undefined);
  const { searchParams: asked } = new URL(await shown.promise);
  const back = (query: Readonly<Record<string, string>>) =>
    // Browsers resolve localhost; this machine may not.
    fetch(`${asked.get('redirect_uri')?.replace('localhost', '127.0.0.1')}?${new URLSearchParams(query)}`);
  return { ended, asked, back };
}

test('the code that comes back is exchanged by its verifier, at the very address that was asked for', async () => {
  const { ended, asked, back } = await begin();

  const reply = await back({ code: 'c', state: asked.get('state') ?? '', iss: issuer });
  const signIn = await ended;

  const form = exchanged.at(-1);
  assert.match(await reply.text(), /Go back to your terminal/);
  assert.deepEqual(
    [signIn.kind, form?.get('code'), form?.get('client_id'), form?.get('redirect_uri')],
    ['oidc', 'c', 'cli', asked.get('redirect_uri')],
  );
  const challenge = createHash('sha256')
    .update(form?.get('code_verifier') ?? '')
    .digest('base64url');
  assert.equal(asked.get('code_challenge'), challenge);
});

test('what comes with another state is not ours: the sign-in goes on waiting', async () => {
  const { ended, asked, back } = await begin();

  const foreign = await back({ code: 'evil', state: 'x' });
  await back({ code: 'good', state: asked.get('state') ?? '' });
  await ended;

  assert.equal(foreign.status, 404);
  assert.equal(exchanged.at(-1)?.get('code'), 'good');
});

test('a refusal, and an answer of another issuer, end it', async () => {
  for (const query of [{ error: 'access_denied' }, { code: 'c', iss: 'https://evil.example' }]) {
    const { ended, asked, back } = await begin();
    const before = exchanged.length;

    await back({ ...query, state: asked.get('state') ?? '' });

    await assert.rejects(ended, /The sign-in was refused/);
    assert.equal(exchanged.length, before);
  }
});

test('no scope is asked for that the provider does not know: Cognito refuses the whole sign-in', async () => {
  const { ended, asked, back } = await begin(['openid', 'email', 'phone', 'profile']);

  assert.equal(asked.get('scope'), 'openid email profile');
  await back({ code: 'c', state: asked.get('state') ?? '' });
  await ended;
});
