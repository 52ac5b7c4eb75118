/** The dev issuer on the API's port, with the route by which `countersign token --as NAME` gets a token of a fixture account. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DevIssuer } from './issuer/dev-issuer.ts';
import { readBody } from './read-body.ts';

export type DevTokens = {
  readonly serves: (request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

const bodyLimitBytes = 4096;

export function createDevTokens(issuer: DevIssuer): DevTokens {
  return {
    serves: ({ url = '' }) => url === '/local/token' || url.startsWith('/issuer/') || url.startsWith('/issuer?'),
    handle: async (request, response) => {
      if (request.url !== '/local/token') return void issuer.handle(request, response);
      const { status, body } = await tokenReply(request, issuer);
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    },
  };
}

async function tokenReply(
  request: IncomingMessage,
  issuer: DevIssuer,
): Promise<{ readonly status: number; readonly body: object }> {
  if (request.method !== 'POST') return { status: 405, body: { message: 'POST {"as": NAME}' } };
  const account = accountOf(await readBody(request, bodyLimitBytes));
  if (account === undefined || !issuer.accounts.some(({ name }) => name === account)) {
    return {
      status: 404,
      body: { message: `There is no such account. Known are: ${issuer.accounts.map(({ name }) => name).join(', ')}.` },
    };
  }
  return { status: 200, body: { token: await issuer.tokenFor(account) } };
}

function accountOf(body: Uint8Array | undefined): string | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
    if (parsed === null || typeof parsed !== 'object' || !('as' in parsed)) return undefined;
    return typeof parsed.as === 'string' ? parsed.as : undefined;
  } catch {
    return undefined;
  }
}
