/** A host of MCP clients with its user's browser, as the SDKs' transports ask for it: it registers, signs its user in and keeps the tokens. */

import assert from 'node:assert/strict';
import { StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import type { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export const redirectUrl = 'http://127.0.0.1:33418/callback';

/** What an MCP host keeps of one server, and its browser. */
export function host(account: string) {
  const kept: { client?: object; tokens?: { access_token: string }; verifier?: string; back: URLSearchParams } = {
    back: new URLSearchParams(),
  };
  const provider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'A host',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    state: () => 'state-1',
    clientInformation: () => kept.client,
    saveClientInformation: (client: object) => {
      kept.client = client;
    },
    tokens: () => kept.tokens,
    saveTokens: (tokens: { access_token: string }) => {
      kept.tokens = tokens;
    },
    redirectToAuthorization: async (url: URL) => {
      kept.back = await signedIn(url, account);
    },
    saveCodeVerifier: (verifier: string) => {
      kept.verifier = verifier;
    },
    codeVerifier: () => kept.verifier ?? '',
  };
  return { kept, provider: provider as never };
}

/** Opens the address, chooses the account, and comes back with what the host's address is given. */
async function signedIn(address: URL, account: string): Promise<URLSearchParams> {
  const jar = new Map<string, string>();
  const page = await visit(address.href, jar);
  assert.ok(!page.startsWith(redirectUrl), page);
  const back = await visit(page, jar, { account });
  const { searchParams } = new URL(back);
  assert.ok(back.startsWith(redirectUrl), back);
  assert.equal(searchParams.get('state'), 'state-1');
  return searchParams;
}

/** One request and its redirects, up to a page or to the host's own address, which nobody serves here. */
async function visit(address: string, jar: Map<string, string>, form?: Readonly<Record<string, string>>): Promise<string> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const reply = await fetch(address, { redirect: 'manual', headers: { cookie }, ...body });
  for (const line of reply.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, value);
  }
  const location = reply.headers.get('location');
  if (location === null) {
    assert.equal(reply.status, 200, `${address}: ${await reply.text()}`);
    return address;
  }
  const next = new URL(location, address).href;
  return next.startsWith(redirectUrl) ? next : visit(next, jar);
}

/** The modern transport looks at the issuer beside the code (RFC 9207). */
export function finish(transport: LegacyTransport | ModernTransport, back: URLSearchParams): Promise<void> {
  return transport instanceof ModernTransport ? transport.finishAuth(back) : transport.finishAuth(back.get('code') ?? '');
}
