import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticateToken, type TokenPorts } from './authenticate-token.ts';
import { GatewayError } from './errors.ts';
import type { Issuer } from './model.ts';
import type { Revocation } from './ports.ts';

const human: Issuer = { name: 'okta', issuer: 'https://okta.example', audience: ['countersign'], kind: 'human', groups: [] };
const pipeline: Issuer = { ...human, name: 'github', issuer: 'https://github.example', kind: 'workload' };
const issuedAt = Date.parse('2026-01-31T12:00:00Z') / 1000;

function ports(issuerName: string, revocations: readonly Revocation[] = []): TokenPorts {
  return {
    issuers: [human, pipeline],
    personKey: 'email',
    verifier: { verify: async () => ({ issuerName, claims: { sub: 'ann', iat: issuedAt, exp: issuedAt + 600 } }) },
    revocations: {
      revoke: async () => undefined,
      find: async (kind, id) => revocations.find((each) => each.kind === kind && each.id === id),
    },
  };
}

function present(from: TokenPorts, kinds: readonly Issuer['kind'][], authorization: string | undefined = 'Bearer a.b.c') {
  return authenticateToken({ authorization, sourceIp: '10.0.0.1', client: undefined, kinds }, from);
}

async function faultOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
  return 'none';
}

test('a workload’s token opens the routes for every issuer, and none for people', async () => {
  const caller = await present(ports('github'), ['human', 'workload', 'agent']);

  assert.equal(caller.principal.kind, 'service');
  assert.equal(await faultOf(present(ports('github'), ['human'])), 'unauthenticated');
});

test('a person’s token opens the routes for people', async () => {
  const caller = await present(ports('okta'), ['human']);

  assert.deepEqual([caller.principal.id, caller.tokenIssuedAt], ['okta:ann', '2026-01-31T12:00:00.000Z']);
});

test('a request without a bearer token is refused before anything is verified', async () => {
  for (const authorization of ['', 'Basic YTpi', 'Bearer', 'Bearer a b', 'AWS4-HMAC-SHA256 Credential=x']) {
    assert.equal(await faultOf(present(ports('okta'), ['human'], authorization)), 'unauthenticated', authorization);
  }
});

test('a token issued before its principal was revoked is refused, one issued after is not', async () => {
  const revokedAt = (time: string): readonly Revocation[] => [{ kind: 'principal', id: 'okta:ann', revokedAt: time }];

  assert.equal(await faultOf(present(ports('okta', revokedAt('2026-01-31T12:00:01.000Z')), ['human'])), 'unauthenticated');
  assert.equal(await faultOf(present(ports('okta', revokedAt('2026-01-31T11:59:59.000Z')), ['human'])), 'none');
});

test('revoking a session refuses the tokens that its principal was issued before', async () => {
  const revoked: readonly Revocation[] = [{ kind: 'tokens', id: 'okta:ann', revokedAt: '2026-01-31T12:00:01.000Z' }];

  assert.equal(await faultOf(present(ports('okta', revoked), ['human'])), 'unauthenticated');
});

test('what a person’s client sends over MCP is an agent of that person, and a listed client is the person', async () => {
  const listed: Issuer = { ...human, clientId: 'cli' };
  const from = (client: string): TokenPorts => ({
    ...ports('okta'),
    issuers: [listed],
    verifier: {
      verify: async () => ({ issuerName: 'okta', claims: { sub: 'ann', azp: client, iat: issuedAt, exp: issuedAt + 600 } }),
    },
  });
  const over = (channel: 'json' | 'mcp', client: string) =>
    authenticateToken(
      { authorization: 'Bearer a.b.c', sourceIp: '10.0.0.1', client: undefined, kinds: ['human'], channel },
      from(client),
    );

  const kinds = await Promise.all([over('mcp', 'editor'), over('mcp', 'cli'), over('json', 'editor')]);

  assert.deepEqual(
    kinds.map(({ principal, channel }) => [principal.kind, principal.onBehalfOf?.id, channel]),
    [
      ['agent', 'okta:ann', 'mcp'],
      ['user', undefined, 'mcp'],
      ['user', undefined, 'json'],
    ],
  );
});

test('where the issuer has a scope for MCP, a token without it is refused there, and only there', async () => {
  const from = (scope: unknown): TokenPorts => ({
    ...ports('okta'),
    issuers: [{ ...human, clientId: 'cli', mcpScope: 'mcp:use' }],
    verifier: {
      verify: async () => ({ issuerName: 'okta', claims: { sub: 'ann', iat: issuedAt, exp: issuedAt + 600, scope } as never }),
    },
  });
  const over = (scope: unknown, channel: 'json' | 'mcp') =>
    authenticateToken(
      { authorization: 'Bearer a.b.c', sourceIp: '10.0.0.1', client: undefined, kinds: ['human'], channel },
      from(scope),
    );

  assert.equal((await over('openid mcp:use', 'mcp')).principal.id, 'okta:client:unnamed');
  assert.equal((await over(undefined, 'json')).principal.id, 'okta:ann');
  const person = {
    ...from(undefined),
    verifier: {
      verify: async () => ({ issuerName: 'okta', claims: { sub: 'ann', client_id: 'cli', iat: issuedAt, exp: issuedAt + 600 } }),
    },
  };
  const own = await authenticateToken(
    { authorization: 'Bearer a.b.c', sourceIp: '10.0.0.1', client: undefined, kinds: ['human'], channel: 'mcp' },
    person,
  );
  assert.equal(own.principal.kind, 'user');
  for (const scope of [undefined, '', 'mcp:user', 'openid', ['mcp:use']]) {
    assert.equal(await faultOf(over(scope, 'mcp')), 'denied', String(scope));
  }
});
