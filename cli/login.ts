/** `countersign login`: signs a person in by the device flow (RFC 8628), by a browser where the provider has none, or as a fixture account on one machine. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from './cli-error.ts';
import type { Environment } from './environment.ts';
import { send } from './http.ts';
import { loopbackSignIn } from './loopback-sign-in.ts';
import { devToken, gatewayUrl, type SignIn, saveSignIn, signInFrom } from './sign-in.ts';
import { removeState } from './state-file.ts';

export type LoginOptions = { readonly url?: string; readonly as?: string };

/** Signs in, and forgets credentials that an earlier sign-in fetched. Progress goes to `say`. */
export async function login(environment: Environment, options: LoginOptions, say: (line: string) => void): Promise<void> {
  const url = gatewayUrl(environment, options.url);
  const signIn = options.as === undefined ? await personFlow(url, say) : await asFixture(url, options.as);
  saveSignIn(environment, url, signIn);
  removeState(join(environment.stateDirectory, 'credentials'));
  say(`Signed in at ${url}.`);
}

async function asFixture(url: string, as: string): Promise<SignIn> {
  await devToken(url, as);
  return { kind: 'dev', as };
}

type Service = { readonly issuer: string; readonly clientId: string };
type Metadata = Readonly<Record<string, unknown>>;

async function personFlow(url: string, say: (line: string) => void): Promise<SignIn> {
  const service = await signInService(url);
  const { body: metadata } = await send(`${service.issuer}/.well-known/openid-configuration`, { method: 'GET' });
  if (typeof metadata.device_authorization_endpoint === 'string') return deviceFlow(service, metadata, say);
  const none = `${service.issuer} offers neither a device flow nor a page to sign in on.`;
  const { scopes_supported: scopes } = metadata;
  return loopbackSignIn(
    {
      ...service,
      authorizationEndpoint: textOf(metadata, 'authorization_endpoint', none),
      tokenEndpoint: textOf(metadata, 'token_endpoint', `${service.issuer} names no token endpoint.`),
      scopesSupported: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : undefined,
    },
    say,
  );
}

async function deviceFlow({ issuer, clientId }: Service, metadata: Metadata, say: (line: string) => void): Promise<SignIn> {
  const endpoint = textOf(metadata, 'device_authorization_endpoint', `${issuer} offers no device flow.`);
  const tokenEndpoint = textOf(metadata, 'token_endpoint', `${issuer} names no token endpoint.`);
  const form = { client_id: clientId, scope: 'openid email groups offline_access' };
  const { body: device } = await send(endpoint, { method: 'POST', form });
  const deviceCode = textOf(device, 'device_code', 'The identity provider refused to begin a sign-in.');
  const page = textOf(device, 'verification_uri', 'The identity provider named no page to sign in on.');
  const complete = typeof device.verification_uri_complete === 'string' ? device.verification_uri_complete : page;
  say(`Open ${complete}\nand compare the code: ${String(device.user_code)}`);
  return poll({
    tokenEndpoint,
    clientId,
    deviceCode,
    intervalSeconds: secondsOf(device.interval, 5),
    endsInSeconds: secondsOf(device.expires_in, 600),
  });
}

type Polling = {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly deviceCode: string;
  readonly intervalSeconds: number;
  readonly endsInSeconds: number;
};

async function poll({ tokenEndpoint, clientId, deviceCode, intervalSeconds, endsInSeconds }: Polling): Promise<SignIn> {
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode, client_id: clientId };
  const endsAt = Date.now() + endsInSeconds * 1000;
  for (let interval = intervalSeconds; Date.now() < endsAt; ) {
    const { status, body } = await send(tokenEndpoint, { method: 'POST', form });
    if (status === 200) return signInFrom(body, { tokenEndpoint, clientId });
    if (body.error !== 'authorization_pending' && body.error !== 'slow_down') {
      throw new CliError('refused', `The sign-in was refused: ${String(body.error_description ?? body.error ?? status)}`);
    }
    if (body.error === 'slow_down') interval += 5;
    await sleep(interval * 1000);
  }
  throw new CliError('signed-out', 'The sign-in was not completed in time. Run "countersign login" again.');
}

/** Where people sign in, as the gateway says (RFC 9728, with the CLI's client id beside it). */
async function signInService(url: string): Promise<Service> {
  const { status, body } = await send(`${url}/.well-known/oauth-protected-resource`, { method: 'GET' });
  const servers = Array.isArray(body.authorization_servers) ? body.authorization_servers : [];
  const [issuer] = servers;
  const clientId = body.countersign_cli_client_id;
  if (status !== 200 || typeof issuer !== 'string' || typeof clientId !== 'string') {
    throw new CliError(
      'usage',
      `${url} names no issuer with a clientId for people. Set identity.issuers[].clientId in its configuration.`,
    );
  }
  return { issuer: issuer.replace(/\/+$/, ''), clientId };
}

function textOf(body: Readonly<Record<string, unknown>>, name: string, otherwise: string): string {
  const value = body[name];
  if (typeof value === 'string') return value;
  throw new CliError('unreachable', otherwise);
}

function secondsOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise;
}
