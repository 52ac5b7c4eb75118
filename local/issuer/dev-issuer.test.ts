import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createTokenVerifier } from '#adapters/oidc/token-verifier.ts';
import { toPrincipal } from '#core/identity/principal.ts';
import type { Issuer, Principal } from '#core/model.ts';
import type { TokenVerifier } from '#core/ports.ts';
import { createDevIssuer, type DevIssuer } from './dev-issuer.ts';
import { fetchLoopbackDocument } from './fetch-loopback.ts';

type Tokens = {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly error?: string;
};
type Json = Readonly<Record<string, unknown>>;

const dataDirectory = mkdtempSync(join(tmpdir(), 'countersign-issuer-'));
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
let server: Server;
let issuerUrl: string;
let devIssuer: DevIssuer;
let issuers: readonly Issuer[];
let verifier: TokenVerifier;

before(async () => {
  server = createServer((request, response) => void devIssuer.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer`;
  issuers = [
    {
      name: 'dev',
      issuer: issuerUrl,
      audience: ['countersign'],
      kind: 'human',
      groupsClaim: 'groups',
      clientId: 'countersign-cli',
      actorClaim: 'actor',
      groups: [],
    },
  ];
  await start();
});

after(() => {
  devIssuer.close();
  server.close();
  server.closeAllConnections();
  rmSync(dataDirectory, { recursive: true });
});

describe('the device flow, without a browser', () => {
  test('ends with a token of the account that was chosen', async () => {
    const tokens = await signInByDevice('engineer');

    const principal = await principalOf(tokens.access_token);

    assert.deepEqual(principal, {
      kind: 'user',
      id: 'dev:engineer',
      issuer: issuerUrl,
      subject: 'engineer',
      name: 'Erin Engineer',
      email: 'engineer@acme.example',
      personKey: 'engineer@acme.example',
      groups: ['mcp-production-engineers'],
      isMfa: true,
      clientId: 'countersign-cli',
      claims: { auth_time: principal.claims.auth_time ?? 'missing' },
    });
  });

  test('tells when the person signed in', async () => {
    const tokens = await signInByDevice('approver');

    const { claims } = await verifier.verify(tokens.access_token);

    assert.ok(Math.abs(Number(claims.auth_time) - Number(claims.iat)) < 60);
  });

  test('lets one browser be two people, one after the other', async () => {
    const browser = createBrowser();

    const first = await signInByDevice('engineer', browser);
    const second = await signInByDevice('approver', browser);

    assert.equal((await principalOf(first.access_token)).subject, 'engineer');
    assert.equal((await principalOf(second.access_token)).subject, 'approver');
  });

  test('ends with a refusal when the person stops it', async () => {
    const device = await startDevice();
    const browser = createBrowser();

    const compare = await enterCode(browser, device);
    await browser.post(`${issuerUrl}/device`, { ...fieldsOf(compare), abort: 'yes' });
    const answer = await takeTokens({
      grant_type: deviceGrant,
      client_id: 'countersign-cli',
      device_code: String(device.device_code),
    });

    assert.equal(answer.error, 'access_denied');
  });

  test('fills in the code of the complete address, and still asks to compare it', async () => {
    const device = await startDevice();

    const page = await createBrowser().get(String(device.verification_uri_complete));

    assert.equal(fieldsOf(page).user_code, device.user_code);
    assert.doesNotMatch(page, /<script/);
  });

  test('refuses an account that is none', async () => {
    const device = await startDevice();
    const browser = createBrowser();
    const compare = await enterCode(browser, device);
    await browser.post(`${issuerUrl}/device`, { ...fieldsOf(compare), confirm: 'yes' });

    const page = await browser.post(browser.address(), { account: 'root' });

    assert.match(page, /no such account/);
  });
});

describe('the authorization code flow', () => {
  const proof = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(proof).digest('base64url');
  const challenged = { code_challenge: challenge, code_challenge_method: 'S256' };

  test('ends with a token for who proves to have begun it (PKCE)', async () => {
    const code = await signInByCode(challenged);

    const tokens = await takeTokens({ ...exchange(), code, code_verifier: proof });

    assert.equal((await principalOf(tokens.access_token)).id, 'dev:auditor');
  });

  test('gives nothing to who cannot prove it', async () => {
    const withoutProof = await takeTokens({ ...exchange(), code: await signInByCode(challenged) });
    const withAnother = await takeTokens({ ...exchange(), code: await signInByCode(challenged), code_verifier: 'x'.repeat(43) });

    assert.equal(withoutProof.error, 'invalid_grant');
    assert.equal(withAnother.error, 'invalid_grant');
  });

  test('does not begin without a challenge', async () => {
    const browser = createBrowser();

    await browser.get(authorizeUrl({}));

    assert.equal(new URL(browser.address()).searchParams.get('error'), 'invalid_request');
  });
});

test('the pipeline gets a token by its client credentials, and is a service with a person behind it', async () => {
  const tokens = await takeTokens({ grant_type: 'client_credentials' }, basic('ci'));

  const principal = await principalOf(tokens.access_token);

  assert.equal(principal.kind, 'service');
  assert.deepEqual(principal.groups, ['ci-deployers']);
  assert.equal(principal.personKey, 'engineer@acme.example');
  assert.equal(principal.claims.ref, 'refs/heads/main');
});

test('the agent gets a token of its person, with itself as the actor', async () => {
  const tokens = await takeTokens({ grant_type: 'client_credentials' }, basic('agent'));

  const principal = await principalOf(tokens.access_token);

  assert.equal(principal.kind, 'agent');
  assert.equal(principal.id, 'dev:agent');
  assert.equal(principal.isMfa, false);
  assert.equal(principal.onBehalfOf?.id, 'dev:engineer');
});

test('a wrong client secret gets nothing', async () => {
  const answer = await takeTokens({ grant_type: 'client_credentials' }, { authorization: `Basic ${btoa('ci:wrong')}` });

  assert.equal(answer.error, 'invalid_client');
});

test('a minted token says the same as one that was signed in for', async () => {
  for (const [name, tokens] of [
    ['engineer', await signInByDevice('engineer')],
    ['ci', await takeTokens({ grant_type: 'client_credentials' }, basic('ci'))],
    ['agent', await takeTokens({ grant_type: 'client_credentials' }, basic('agent'))],
  ] as const) {
    const signedIn = await principalOf(tokens.access_token);
    const minted = await principalOf(await devIssuer.tokenFor(name));

    assert.deepEqual({ ...minted, claims: {} }, { ...signedIn, claims: {} });
  }
});

test('a token for nobody is refused with the names that there are', async () => {
  await assert.rejects(devIssuer.tokenFor('root'), /There are: engineer, approver, approver-2, sre-lead, auditor, ci, agent/);
});

test('after a restart old tokens still verify and refresh tokens still work', async () => {
  const tokens = await signInByDevice('engineer');

  devIssuer.close();
  await start();
  const refreshed = await takeTokens({
    grant_type: 'refresh_token',
    client_id: 'countersign-cli',
    refresh_token: String(tokens.refresh_token),
  });

  assert.equal((await principalOf(tokens.access_token)).id, 'dev:engineer');
  const principal = await principalOf(refreshed.access_token);
  assert.equal(principal.id, 'dev:engineer');
  assert.equal(principal.claims.auth_time, (await principalOf(tokens.access_token)).claims.auth_time);
});

test('a refresh token that is used twice ends the whole chain', async () => {
  const tokens = await signInByDevice('engineer');
  const used = { grant_type: 'refresh_token', client_id: 'countersign-cli', refresh_token: String(tokens.refresh_token) };

  const next = await takeTokens(used);
  const again = await takeTokens(used);
  const after = await takeTokens({ ...used, refresh_token: String(next.refresh_token) });

  assert.equal(again.error, 'invalid_grant');
  assert.equal(after.error, 'invalid_grant');
});

test('an id token is not taken for an access token', async () => {
  const tokens = await signInByDevice('engineer');

  await assert.rejects(verifier.verify(String(tokens.id_token)), { code: 'unauthenticated' });
});

test('addresses are of the issuer, whatever Host is sent', async () => {
  const response = await fetch(`${issuerUrl}/.well-known/openid-configuration`, {
    headers: { 'x-forwarded-host': 'evil.example' },
  });
  const metadata = (await response.json()) as Json;

  assert.equal(metadata.issuer, issuerUrl);
  assert.equal(metadata.jwks_uri, `${issuerUrl}/jwks`);
  assert.equal(metadata.device_authorization_endpoint, `${issuerUrl}/device/auth`);
});

test('its pages have no scripts of others, and no other site may frame them', async () => {
  const response = await fetch(`${issuerUrl}/device`);

  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /default-src 'none'; script-src 'none'.*frame-ancestors 'none'/,
  );
});

test('a sign-in without its cookie, and a path that is none, are refused without a stack', async () => {
  const interaction = await fetch(`${issuerUrl}/interaction/abc`);
  const nothing = await fetch(`${issuerUrl}/nothing`);

  assert.equal(interaction.status, 400);
  assert.match(await interaction.text(), /Start again from your terminal/);
  assert.equal(nothing.status, 404);
});

test('keys and state are files that only their owner reads', () => {
  const files = readdirSync(dataDirectory).filter((name) => name.startsWith('issuer'));

  assert.ok(files.includes('issuer-keys.json') && files.includes('issuer.sqlite'));
  for (const file of files) assert.equal(statSync(join(dataDirectory, file)).mode & 0o077, 0, file);
});

async function start(): Promise<void> {
  devIssuer = await createDevIssuer({ issuerUrl, dataDirectory, audience: 'countersign' });
  verifier = createTokenVerifier({ issuers, fetchDocument: fetchLoopbackDocument });
}

async function principalOf(token: string): Promise<Principal> {
  return toPrincipal(await verifier.verify(token), issuers, { personKey: 'email' });
}

async function signInByDevice(account: string, browser = createBrowser()): Promise<Tokens> {
  const device = await startDevice();
  const compare = await enterCode(browser, device);
  await browser.post(`${issuerUrl}/device`, { ...fieldsOf(compare), confirm: 'yes' });
  let page = await browser.post(browser.address(), { account });
  // Another person in the same browser: the provider ends the earlier sign-in by a form that a person without scripts presses.
  while (page.includes('<noscript>')) page = await browser.post(actionOf(page), fieldsOf(page));
  assert.match(page, /Go back to your terminal/);
  return takeTokens({ grant_type: deviceGrant, client_id: 'countersign-cli', device_code: String(device.device_code) });
}

async function signInByCode(challenge: Readonly<Record<string, string>>): Promise<string> {
  const browser = createBrowser();
  await browser.get(authorizeUrl(challenge));
  await browser.post(browser.address(), { account: 'auditor' });
  return new URL(browser.address()).searchParams.get('code') ?? '';
}

function authorizeUrl(challenge: Readonly<Record<string, string>>): string {
  const { client_id, redirect_uri } = exchange();
  const query = { client_id, redirect_uri, response_type: 'code', scope: 'openid email', state: 's', ...challenge };
  return `${issuerUrl}/auth?${new URLSearchParams(query)}`;
}

function exchange() {
  const redirect_uri = `${new URL(issuerUrl).origin}/sign-in/callback`;
  return { grant_type: 'authorization_code', client_id: 'countersign-web', redirect_uri };
}

async function startDevice(): Promise<Json> {
  const body = new URLSearchParams({ client_id: 'countersign-cli', scope: 'openid offline_access email profile groups' });
  const response = await fetch(`${issuerUrl}/device/auth`, { method: 'POST', body });
  return (await response.json()) as Json;
}

async function enterCode(browser: Browser, device: Json): Promise<string> {
  const enter = await browser.get(String(device.verification_uri));
  const compare = await browser.post(`${issuerUrl}/device`, { ...fieldsOf(enter), user_code: String(device.user_code) });
  assert.ok(compare.includes(String(device.user_code)));
  return compare;
}

async function takeTokens(
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  const response = await fetch(`${issuerUrl}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  return (await response.json()) as Tokens;
}

function basic(client: string): { readonly authorization: string } {
  return { authorization: `Basic ${btoa(`${client}:${devIssuer.clientSecrets[client]}`)}` };
}

type Browser = {
  readonly get: (url: string) => Promise<string>;
  readonly post: (url: string, form: Readonly<Record<string, string>>) => Promise<string>;
  /** Where the last request ended, after its redirects. */
  readonly address: () => string;
};

/** A browser without scripts: a cookie jar by name and path, and redirects inside the issuer. */
function createBrowser(): Browser {
  const jar = new Map<string, { readonly path: string; readonly pair: string }>();
  let address = '';

  async function go(url: string, init: RequestInit = {}): Promise<string> {
    address = url;
    const { pathname } = new URL(url);
    const cookie = [...jar.values()].filter(({ path }) => pathname.startsWith(path)).map(({ pair }) => pair);
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'text/html', cookie: cookie.join('; ') },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    const location = response.headers.get('location');
    if (location === null) return response.text();
    const next = new URL(location, url).href;
    if (next.startsWith(issuerUrl)) return go(next);
    address = next;
    return '';
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    if (pair.endsWith('=')) jar.delete(`${name} ${path}`);
    else jar.set(`${name} ${path}`, { path, pair });
  }

  return {
    get: (url) => go(url),
    post: (url, form) => go(url, { method: 'POST', body: new URLSearchParams(form) }),
    address: () => address,
  };
}

/** The hidden and filled fields of a page's form. */
function fieldsOf(page: string): Readonly<Record<string, string>> {
  const inputs = [...page.matchAll(/<input[^>]*>/g)].map(([input]) => input);
  const pairs = inputs.map(
    (input) => [/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? ''] as const,
  );
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function actionOf(page: string): string {
  return /action="([^"]*)"/.exec(page)?.[1] ?? '';
}
