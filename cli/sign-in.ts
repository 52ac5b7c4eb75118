/** Who is signed in at which gateway, and a token for it. */

import { join } from 'node:path';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { send } from './http.ts';
import { readState, writeState } from './state-file.ts';

/** `dev`: a fixture account of a gateway on one machine. `oidc`: a person's tokens from the identity provider. */
export type SignIn =
  | { readonly kind: 'dev'; readonly as: string }
  | {
      readonly kind: 'oidc';
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly accessToken: string;
      readonly refreshToken?: string;
      readonly expiresAt: string;
    };

type SignIns = { readonly current: string; readonly gateways: Readonly<Record<string, SignIn>> };

const defaultUrl = 'http://127.0.0.1:4180';
const marginMilliseconds = 60_000;

/** The gateway meant: by option, by environment, by the last sign-in, or the one of this machine. */
export function gatewayUrl(environment: Environment, option?: string): string {
  return (option ?? environment.url ?? readSignIns(environment)?.current ?? defaultUrl).replace(/\/+$/, '');
}

export function saveSignIn(environment: Environment, url: string, signIn: SignIn): void {
  const gateways = { ...readSignIns(environment)?.gateways, [url]: signIn };
  writeState(fileOf(environment), { current: url, gateways });
}

/** A token that is still good for a minute; refreshed where it can be. Errors: CliError `signed-out`, `unreachable`. */
export async function tokenFor(environment: Environment, url: string, as?: string): Promise<string> {
  const signIn: SignIn | undefined = as === undefined ? readSignIns(environment)?.gateways[url] : { kind: 'dev', as };
  if (signIn === undefined) throw signedOut(url, 'Nobody is signed in');
  if (signIn.kind === 'dev') return devToken(url, signIn.as);
  if (Date.parse(signIn.expiresAt) - marginMilliseconds > Date.now()) return signIn.accessToken;
  const renewed = await refresh(signIn, url);
  saveSignIn(environment, url, renewed);
  return renewed.accessToken;
}

/** A token of a fixture account, from a gateway on one machine. Errors: CliError `usage`. */
export async function devToken(url: string, as: string): Promise<string> {
  const { status, body } = await send(`${url}/local/token`, { method: 'POST', json: { as } });
  if (status === 200 && typeof body.token === 'string') return body.token;
  const why = typeof body.message === 'string' ? body.message : 'It has no dev issuer.';
  throw new CliError('usage', `${url} gives no token for "${as}". ${why}`);
}

type OidcSignIn = Extract<SignIn, { kind: 'oidc' }>;

async function refresh(signIn: OidcSignIn, url: string): Promise<OidcSignIn> {
  if (signIn.refreshToken === undefined) throw signedOut(url, 'The sign-in has ended');
  const form = { grant_type: 'refresh_token', refresh_token: signIn.refreshToken, client_id: signIn.clientId };
  const { status, body } = await send(signIn.tokenEndpoint, { method: 'POST', form });
  if (status !== 200) throw signedOut(url, 'The sign-in has ended');
  return signInFrom(body, { tokenEndpoint: signIn.tokenEndpoint, clientId: signIn.clientId, refreshToken: signIn.refreshToken });
}

type Known = { readonly tokenEndpoint: string; readonly clientId: string; readonly refreshToken?: string };

/** A token endpoint's answer (RFC 6749 §5.1) → the sign-in. Errors: CliError `signed-out`. */
export function signInFrom(body: Readonly<Record<string, unknown>>, { tokenEndpoint, clientId, ...known }: Known): OidcSignIn {
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: refreshToken = known.refreshToken } = body;
  if (typeof accessToken !== 'string') throw new CliError('signed-out', 'The identity provider gave no access token.');
  const seconds = typeof expiresIn === 'number' ? expiresIn : 300;
  return {
    kind: 'oidc',
    tokenEndpoint,
    clientId,
    accessToken,
    expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
    ...(typeof refreshToken === 'string' ? { refreshToken } : {}),
  };
}

function signedOut(url: string, what: string): CliError {
  return new CliError('signed-out', `${what} at ${url}. Run "countersign login".`);
}

function fileOf({ stateDirectory }: Environment): string {
  return join(stateDirectory, 'sign-ins.json');
}

function readSignIns(environment: Environment): SignIns | undefined {
  const state = readState(fileOf(environment));
  if (state === null || typeof state !== 'object' || !('current' in state) || !('gateways' in state)) return undefined;
  return state as SignIns;
}
