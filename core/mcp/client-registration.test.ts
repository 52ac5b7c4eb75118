import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Issuer } from '../model.ts';
import { authorizationServer, registerClient, registeringIssuer } from './client-registration.ts';

const plain: Issuer = { name: 'okta', issuer: 'https://acme.okta.example', audience: ['c'], kind: 'human', groups: [] };
const issuer = {
  ...plain,
  name: 'cognito',
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x',
  mcpClient: { clientId: 'mcp-1', redirects: ['https://claude.example/api/mcp/auth_callback'] },
};

function register(body: object | string) {
  return registerClient(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), issuer);
}

test('the gateway stands in for the issuer whose client the operator named, and for no other', () => {
  assert.equal(registeringIssuer([plain]), undefined);
  assert.equal(registeringIssuer([{ ...issuer, kind: 'agent' }]), undefined);
  assert.equal(registeringIssuer([plain, issuer])?.name, 'cognito');
});

test('clients are told the provider’s endpoints, our registration, and what they look for', () => {
  const document = authorizationServer(
    {
      issuer: issuer.issuer,
      authorization_endpoint: 'https://acme.auth.example/oauth2/authorize',
      token_endpoint: 'https://acme.auth.example/oauth2/token',
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      response_types_supported: ['code', 'token'],
    },
    'https://gw.example',
  );

  assert.deepEqual(document, {
    issuer: 'https://gw.example',
    authorization_endpoint: 'https://acme.auth.example/oauth2/authorize',
    token_endpoint: 'https://acme.auth.example/oauth2/token',
    registration_endpoint: 'https://gw.example/oauth/register',
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
  });
});

test('whoever registers for this machine or an allowed address gets the one public client', () => {
  const redirect_uris = [
    'http://127.0.0.1:33418/callback',
    'http://localhost:8080/',
    'http://[::1]:1/x',
    'https://claude.example/api/mcp/auth_callback',
  ];
  const { status, body } = register({ client_name: 'A host', redirect_uris, token_endpoint_auth_method: 'client_secret_basic' });

  assert.equal(status, 201);
  assert.equal(body.client_id, 'mcp-1');
  assert.deepEqual(body.redirect_uris, redirect_uris);
  assert.equal(body.token_endpoint_auth_method, 'none');
  assert.equal(body.client_secret, undefined);
});

test('a code is sent to no other address, however it is spelt', () => {
  for (const address of [
    'https://evil.example/callback',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'http://user@127.0.0.1/',
    'http://127.0.0.1/#fragment',
    'https://127.0.0.1/',
    'https://claude.example/api/mcp/auth_callback/..',
    'https://claude.example/api/mcp/auth_callback?x=1',
    'javascript:alert(1)',
    'app://callback',
    '',
    7,
  ]) {
    const { status, body } = register({ redirect_uris: ['http://127.0.0.1/ok', address] });
    assert.deepEqual([status, body.error], [400, 'invalid_redirect_uri'], String(address));
  }
});

test('what is no registration is refused', () => {
  for (const body of ['', 'x', '[]', 'null', `{"a":"${'x'.repeat(70_000)}"}`]) {
    assert.equal(register(body).body.error, 'invalid_client_metadata');
  }
  for (const redirect_uris of [undefined, [], 'http://127.0.0.1/', Array.from({ length: 17 }, () => 'http://127.0.0.1/')]) {
    assert.equal(register({ redirect_uris }).body.error, 'invalid_redirect_uri');
  }
});
