/** Attacks on who somebody is: threats 4, 15, 16 and 24, one sentence an attack, with tokens of a real issuer. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTokenVerifier } from '#adapters/oidc/token-verifier.ts';
import { credentialLifetime } from '#core/identity/credential-lifetime.ts';
import { issueCredentials, openCredentials } from '#core/identity/issued-credentials.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import { toPrincipal } from '#core/identity/principal.ts';
import { isRevoked } from '#core/identity/revoked.ts';
import { tokenTimes } from '#core/identity/token-times.ts';
import type { Issuer, Principal, Session } from '#core/model.ts';
import { createDevIssuer, type DevIssuer } from '#local/issuer/dev-issuer.ts';
import { fetchLoopbackDocument } from '#local/issuer/fetch-loopback.ts';

const dataDirectory = mkdtempSync(join(tmpdir(), 'countersign-attacks-'));
const root = new URL('../../', import.meta.url).pathname;
let server: Server;
let devIssuer: DevIssuer;
let issuer: Issuer;

before(async () => {
  server = createServer((request, response) => void devIssuer.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer`;
  devIssuer = await createDevIssuer({ issuerUrl, dataDirectory, audience: 'countersign' });
  const base = { name: 'dev', issuer: issuerUrl, audience: ['countersign'], kind: 'human', groups: [] } as const;
  issuer = { ...base, groupsClaim: 'groups', clientId: 'countersign-cli', actorClaim: 'actor' };
});

after(() => {
  devIssuer.close();
  server.close();
  server.closeAllConnections();
  rmSync(dataDirectory, { recursive: true });
});

test('threats 4: a desktop agent with its person’s plain token does not look like the person', async () => {
  const foreignClient = { ...issuer, clientId: 'console' };

  const principal = await read('engineer', foreignClient, true);

  assert.equal(principal.kind, 'agent');
  assert.equal(principal.onBehalfOf?.id, 'dev:engineer');
});

test('threats 4: credentials seal that an agent asked for them, and through which client', async () => {
  const keyring = parseKeyring(newKeyringText(), 'test');
  const principal = await read('agent');

  const issued = issueCredentials({ keyring, session: sessionOf(principal) });
  const { session } = openCredentials({ keyring, ...issued, now: '2026-03-01T12:00:01.000Z' });

  assert.equal(session.principal.kind, 'agent');
  assert.equal(session.principal.clientId, 'agent');
  assert.equal(session.principal.onBehalfOf?.id, 'dev:engineer');
});

test('threats 15: a person, the agent of the person and the pipeline that the person set off are one human', async () => {
  const keys = await Promise.all(['engineer', 'agent', 'ci'].map(async (name) => (await read(name)).personKey));

  assert.deepEqual(keys, ['engineer@acme.example', 'engineer@acme.example', 'engineer@acme.example']);
});

test('threats 15: a pipeline without a mapped actor is nobody, so that no chain of distinct people takes it', async () => {
  const { actorClaim: _, ...unmapped } = issuer;

  assert.equal((await read('ci', unmapped)).personKey, undefined);
});

test('threats 16: credentials end with the token that they were exchanged for', async () => {
  const issuedAt = Math.floor(Date.now() / 1000);
  const token = await verify(await devIssuer.tokenFor('engineer', { lifetimeSeconds: 300, issuedAt }));
  const { issuedAt: now, expiresAt } = tokenTimes(token);

  assert.equal(credentialLifetime({ now, tokenExpiresAt: expiresAt, durationSeconds: 3600 }), expiresAt);
});

test('threats 16: revoking a person reaches the agent’s session, and one opened later with an older token', async () => {
  const revocation = { kind: 'principal', id: 'dev:engineer', revokedAt: '2026-03-01T12:30:00.000Z' } as const;
  const agent = sessionOf(await read('agent'));
  const later = {
    ...sessionOf(await read('engineer')),
    openedAt: '2026-03-01T12:30:04.000Z',
    tokenIssuedAt: '2026-03-01T12:00:00.000Z',
  };

  assert.equal(isRevoked({ kind: 'session', session: agent }, [revocation]), true);
  assert.equal(isRevoked({ kind: 'session', session: later }, [revocation]), true);
});

test('threats 24: what ships to AWS knows neither the dev issuer nor how to fetch keys over plain http', () => {
  const shipped = ['core', 'config', 'adapters', 'lambdas', 'lib'].flatMap((room) => sources(join(root, room)));

  for (const path of shipped) {
    const text = readFileSync(path, 'utf8');
    assert.doesNotMatch(text, /from '(oidc-provider|#local\/|.*fetch-loopback)/, path);
    if (!path.includes('adapters/oidc/fetch-document')) assert.doesNotMatch(text, /import .*\bdownload\b.*fetch-document/, path);
  }
  assert.ok(shipped.length > 50, 'the walk found no sources');
});

async function verify(token: string) {
  return createTokenVerifier({ issuers: [issuer], fetchDocument: fetchLoopbackDocument }).verify(token);
}

async function read(account: string, as: Issuer = issuer, mcpFront?: true): Promise<Principal> {
  const token = await verify(await devIssuer.tokenFor(account));
  return toPrincipal(token, [as], { personKey: 'email', ...(mcpFront === undefined ? {} : { mcpFront }) });
}

function sessionOf(principal: Principal): Session {
  return {
    id: '01JNF0000000000000000000AA',
    principal,
    connection: 'sandbox',
    role: 'arn:aws:iam::123456789012:role/countersign/engineer',
    openedAt: '2026-03-01T12:00:00.000Z',
    expiresAt: '2026-03-01T13:00:00.000Z',
  };
}

function sources(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(directory, name));
}
