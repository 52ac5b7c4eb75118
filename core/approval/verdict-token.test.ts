import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Issuer, Principal } from '../model.ts';
import { unfitForVerdict, type VerdictToken } from './verdict-token.ts';

const now = '2026-05-04T10:10:00.000Z';
const issuer: Issuer = {
  name: 'okta',
  issuer: 'https://okta.example',
  audience: ['countersign'],
  kind: 'human',
  clientId: 'cli',
  webClientId: 'pages',
  groups: [],
};
const principal: Principal = {
  kind: 'user',
  id: 'okta:ann',
  issuer: issuer.issuer,
  subject: 'ann',
  groups: [],
  isMfa: true,
  clientId: 'pages',
  claims: {},
};
const token: VerdictToken = { principal, issuer, channel: 'json', signedInAt: '2026-05-04T10:00:00.000Z' };

test('a person’s token of the last ten minutes may carry a verdict, from the pages and from the CLI', () => {
  assert.equal(unfitForVerdict(token, now), undefined);
  assert.equal(unfitForVerdict({ ...token, principal: { ...principal, clientId: 'cli' } }, now), undefined);
});

const { signedInAt: _signedInAt, ...withoutSignIn } = token;
const { clientId: _clientId, ...withoutClient } = principal;

const unfit: Readonly<Record<string, VerdictToken>> = {
  'an agent’s token': { ...token, principal: { ...principal, kind: 'agent' } },
  'a pipeline’s token': { ...token, principal: { ...principal, kind: 'service' } },
  'a token of an issuer of workloads': { ...token, issuer: { ...issuer, kind: 'workload' } },
  'a token that came through MCP': { ...token, channel: 'mcp' },
  'a token of another client': { ...token, principal: { ...principal, clientId: 'mcp-client' } },
  'a token of a client that the operator does not list': { ...token, issuer: { ...issuer, verdictClients: ['other'] } },
  'a token without a client': { ...token, principal: withoutClient },
  'a refreshed token, whose sign-in is older': { ...token, signedInAt: '2026-05-04T09:59:59.999Z' },
  'a token without a sign-in': withoutSignIn,
  'a sign-in of the future': { ...token, signedInAt: '2026-05-04T10:12:00.000Z' },
  'a sign-in time that is none': { ...token, signedInAt: 'yesterday' },
};

for (const [what, presented] of Object.entries(unfit)) {
  test(`${what} carries no verdict`, () => {
    assert.equal(unfitForVerdict(presented, now)?.code, 'denied');
  });
}
