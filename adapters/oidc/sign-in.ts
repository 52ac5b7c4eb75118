/** Signs people in with one issuer: authorization code flow with PKCE (OpenID Connect Core §3.1, RFC 7636). */

import { GatewayError } from '#core/errors.ts';
import type { Issuer } from '#core/model.ts';
import type { SignIn, SignInAnswer, SignInRequest, TokenVerifier } from '#core/ports.ts';
import { discoverSignIn, type FetchDocument } from './discover-keys.ts';
import { fetchDocument as fetchOverHttps } from './fetch-document.ts';
import { type PostForm, postForm as postOverHttps } from './post-form.ts';
import { createTokenVerifier } from './token-verifier.ts';

export type SignInOptions = {
  readonly issuer: Issuer;
  readonly clientId: string;
  /** Read at each sign-in, so that a new secret is taken up. Without it the client is public. */
  readonly clientSecret?: () => Promise<string>;
  readonly fetchDocument?: FetchDocument;
  readonly postForm?: PostForm;
};

/** An older sign-in is renewed, because a verdict needs one of the last ten minutes (threats 3). */
const maxAgeSeconds = 480;

const wantedScopes = ['openid', 'profile', 'email', 'groups'];

export function createSignIn(options: SignInOptions): SignIn {
  const { issuer, clientId, fetchDocument = fetchOverHttps } = options;
  const identities = createTokenVerifier({ issuers: [{ ...issuer, audience: [clientId] }], fetchDocument });
  return {
    issuerName: issuer.name,
    address: (request) => trying(() => address(request, options)),
    finish: (answer) => trying(() => finish(answer, options, identities)),
  };
}

async function address(
  request: SignInRequest,
  { issuer, clientId, fetchDocument = fetchOverHttps }: SignInOptions,
): Promise<string> {
  const { authorizationEndpoint, scopesSupported } = await discoverSignIn(issuer.issuer, fetchDocument);
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: request.redirectUri,
    // Some providers refuse whoever asks for a scope that they do not know.
    scope: wantedScopes.filter((scope) => scopesSupported?.includes(scope) ?? true).join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: 'S256',
    max_age: String(maxAgeSeconds),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

async function finish(answer: SignInAnswer, options: SignInOptions, identities: TokenVerifier) {
  const { issuer, clientId, clientSecret, fetchDocument = fetchOverHttps, postForm = postOverHttps } = options;
  const { tokenEndpoint } = await discoverSignIn(issuer.issuer, fetchDocument);
  const form = {
    grant_type: 'authorization_code',
    code: answer.code,
    redirect_uri: answer.redirectUri,
    code_verifier: answer.codeVerifier,
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: await clientSecret() }),
  };
  const { accessToken, idToken } = tokensOf(await postForm(tokenEndpoint, form));
  const identity = await identities.verify(idToken);
  if (identity.claims.nonce !== answer.nonce) throw new Error('the ID token is of another sign-in');
  return { accessToken, identity };
}

function tokensOf(body: unknown): { readonly accessToken: string; readonly idToken: string } {
  if (typeof body !== 'object' || body === null || !('access_token' in body) || !('id_token' in body)) {
    throw new Error('the token endpoint gave no access token or no ID token');
  }
  const { access_token: accessToken, id_token: idToken } = body;
  if (typeof accessToken !== 'string' || typeof idToken !== 'string')
    throw new Error('the token endpoint gave tokens that are no text');
  return { accessToken, idToken };
}

/** What went wrong is for the log: the person can only try again. */
async function trying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new GatewayError('unauthenticated', 'The sign-in did not succeed. Start it again from the link that you were sent.', {
      cause,
    });
  }
}
