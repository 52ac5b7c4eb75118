/** Signs a person in by a browser of this machine (RFC 8252 §7.3, with PKCE), for identity providers without a device flow. */

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { CliError } from './cli-error.ts';
import { send } from './http.ts';
import { type SignIn, signInFrom } from './sign-in.ts';

export type LoopbackOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** What the provider knows; without a list it is asked for all. */
  readonly scopesSupported: readonly string[] | undefined;
  readonly port?: number;
};

/** Some providers take an address as it was registered, port and all: `lib/identity-stack.ts` registers this one. */
export const loopbackPort = 4189;

const wantedScopes = ['openid', 'email', 'profile', 'groups', 'offline_access'];
const endsAfterMilliseconds = 600_000;
const page = 'You are signed in. Go back to your terminal.\n';

/** Errors: CliError `refused`, `signed-out`, `usage`. */
export async function loopbackSignIn(options: LoopbackOptions, say: (line: string) => void): Promise<SignIn> {
  const [state, codeVerifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  const server = createServer();
  const port = await listening(server, options.port ?? loopbackPort);
  const redirectUri = `http://localhost:${port}/callback`;
  try {
    const coming = answered(server, { state, issuer: options.issuer });
    say(`Open ${addressOf(options, { state, codeVerifier, redirectUri })}`);
    const { tokenEndpoint, clientId } = options;
    const form = { grant_type: 'authorization_code', code: await coming, redirect_uri: redirectUri, client_id: clientId };
    const { status, body } = await send(tokenEndpoint, { method: 'POST', form: { ...form, code_verifier: codeVerifier } });
    if (status === 200) return signInFrom(body, { tokenEndpoint, clientId });
    throw new CliError('refused', `The sign-in was refused: ${String(body.error_description ?? body.error ?? status)}`);
  } finally {
    server.close();
    server.closeIdleConnections();
  }
}

type Begun = { readonly state: string; readonly codeVerifier: string; readonly redirectUri: string };

function addressOf({ authorizationEndpoint, clientId, scopesSupported }: LoopbackOptions, begun: Begun): string {
  const url = new URL(authorizationEndpoint);
  const asked = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: begun.redirectUri,
    scope: wantedScopes.filter((scope) => scopesSupported?.includes(scope) ?? true).join(' '),
    state: begun.state,
    code_challenge: createHash('sha256').update(begun.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

async function listening(server: Server, port: number): Promise<number> {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    throw new CliError(
      'usage',
      `Port ${port} of this machine is in use: the browser comes back to it. Free it, and sign in again.`,
    );
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** The code that the browser brings. What comes with another state is not ours, and waits for nothing. */
function answered(server: Server, { state, issuer }: { readonly state: string; readonly issuer: string }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const late = () => reject(new CliError('signed-out', 'The sign-in was not completed in time. Run "countersign login" again.'));
  const timer = setTimeout(late, endsAfterMilliseconds);
  server.on('request', ({ method, url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const told = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store', connection: 'close' }).end(text);
    if (method !== 'GET' || pathname !== '/callback' || searchParams.get('state') !== state)
      return told(404, 'There is no sign-in that waits for this.\n');
    const [code, from] = [searchParams.get('code'), searchParams.get('iss') ?? issuer];
    if (code !== null && from.replace(/\/+$/, '') === issuer) {
      told(200, page);
      return resolve(code);
    }
    told(400, 'The sign-in was refused. Go back to your terminal.\n');
    reject(new CliError('refused', `The sign-in was refused: ${searchParams.get('error') ?? 'another issuer answered'}`));
  });
  return promise.finally(() => clearTimeout(timer));
}
