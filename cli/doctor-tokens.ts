/** Whether the routes take the tokens of configured issuers, and nobody else's. */

import { generateKeyPairSync, sign } from 'node:crypto';
import type { Finding } from '#core/checking/finding.ts';

const timeoutMilliseconds = 10_000;

/** Where a token is looked at, and what each answers to one that it takes. */
const routes: readonly { readonly path: string; readonly body?: object; readonly accepted: number }[] = [
  { path: '/v1/whoami', accepted: 200 },
  // Taken, and then found to name no connection: no session is opened.
  { path: '/v1/credentials', body: {}, accepted: 400 },
  { path: '/mcp', body: { jsonrpc: '2.0', id: 1, method: 'ping' }, accepted: 200 },
];

/** Never throws. `token`: of the person who runs doctor; `more`: of other issuers, such as a pipeline's. */
export async function tokenFindings(url: string, token: string, more: readonly string[]): Promise<readonly Finding[]> {
  const [takesOwn, takesForged] = await Promise.all([refusing(url, token, routes), accepting(url, forged(token))]);
  const others = await Promise.all(more.map(async (each) => otherFinding(url, each)));
  return [
    takesOwn.length === 0
      ? { check: 'tokens', says: 'yours is taken on every route' }
      : {
          check: 'tokens',
          says: `yours is refused on ${takesOwn.join(', ')}`,
          cure: 'Put the audience of your sign-in into the issuer’s entry (identity.issuers), and deploy again.',
        },
    ...others,
    takesForged.length === 0
      ? { check: 'foreign tokens', says: 'are refused on every route' }
      : {
          check: 'foreign tokens',
          says: `one that nobody issued is taken on ${takesForged.join(', ')}`,
          cure: 'Take the gateway down: revoke everybody (docs/operate.md), and find out what stands in front of it.',
        },
  ];
}

async function otherFinding(url: string, token: string): Promise<Finding> {
  const check = `token of ${issuerOf(token)}`;
  const refused = await refusing(
    url,
    token,
    routes.filter(({ path }) => path === '/v1/credentials'),
  );
  if (refused.length === 0) return { check, says: 'is taken for credentials' };
  return { check, says: 'is refused', cure: 'Look at its issuer and audience in identity.issuers, and deploy again.' };
}

async function refusing(url: string, token: string, asked: typeof routes): Promise<readonly string[]> {
  const statuses = await Promise.all(asked.map(async (route) => ({ ...route, status: await statusOf(url, route, token) })));
  return statuses.filter(({ status, accepted }) => status !== accepted).map(({ path }) => path);
}

async function accepting(url: string, token: string): Promise<readonly string[]> {
  const statuses = await Promise.all(routes.map(async (route) => ({ ...route, status: await statusOf(url, route, token) })));
  return statuses.filter(({ status }) => status !== 401).map(({ path, status }) => `${path} (${status ?? 'no answer'})`);
}

async function statusOf(url: string, { path, body }: (typeof routes)[number], token: string): Promise<number | undefined> {
  try {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, {
      ...sent,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return response.status;
  } catch {
    return undefined;
  }
}

/** The same header and claims, by a key that no issuer has. */
function forged(token: string): string {
  const [header = '', payload = ''] = token.split('.');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${header}.${payload}.${sign('sha256', Buffer.from(`${header}.${payload}`), privateKey).toString('base64url')}`;
}

/** For the line alone: it is the gateway that verifies. */
function issuerOf(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const issuer: unknown = claims !== null && typeof claims === 'object' ? Reflect.get(claims, 'iss') : undefined;
    return typeof issuer === 'string' ? issuer.slice(0, 100) : 'no issuer';
  } catch {
    return 'no issuer';
  }
}
