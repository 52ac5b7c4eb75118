/** Tokens of the gateway's own for MCP servers: OAuth 2.1 client credentials (RFC 6749 §4.4), kept until shortly before they end. */

import type { McpAuth } from '#core/model.ts';
import type { Now } from '#core/ports.ts';

type OAuth = Extract<McpAuth, { readonly kind: 'oauth' }>;
type Kept = { readonly token: Promise<string>; endsAt: number };

const marginMilliseconds = 60_000;
const timeoutMilliseconds = 5000;

export type ClientTokens = {
  /** Errors: an Error that says what the token endpoint answered, by its status alone. */
  readonly of: (auth: OAuth) => Promise<string>;
};

export function createClientTokens({
  now,
  secret,
}: {
  readonly now: Now;
  readonly secret: (arn: string) => Promise<string>;
}): ClientTokens {
  const kept = new Map<string, Kept>();
  return {
    of: (auth) => {
      const key = JSON.stringify([auth.tokenUrl, auth.clientId, auth.scope ?? '', auth.resource ?? '']);
      const at = Date.parse(now());
      const known = kept.get(key);
      if (known !== undefined && at < known.endsAt) return known.token;
      const asking = secret(auth.secretArn).then((clientSecret) => requested(auth, clientSecret));
      const entry: Kept = { token: asking.then(({ token }) => token), endsAt: at + timeoutMilliseconds };
      kept.set(key, entry);
      asking.then(
        ({ lastsSeconds }) => {
          entry.endsAt = at + lastsSeconds * 1000 - marginMilliseconds;
        },
        () => kept.delete(key),
      );
      return entry.token;
    },
  };
}

async function requested(auth: OAuth, clientSecret: string): Promise<{ readonly token: string; readonly lastsSeconds: number }> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (auth.scope !== undefined) form.set('scope', auth.scope);
  if (auth.resource !== undefined) form.set('resource', auth.resource);
  const basic = Buffer.from(`${encodeURIComponent(auth.clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  const answer = await fetch(auth.tokenUrl, {
    method: 'POST',
    redirect: 'error',
    headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
    body: form,
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (!answer.ok) throw new Error(`the token endpoint answered ${answer.status}`);
  const { access_token: token, expires_in: seconds } = (await answer.json()) as {
    readonly access_token?: unknown;
    readonly expires_in?: unknown;
  };
  if (typeof token !== 'string' || token === '') throw new Error('the token endpoint gave no token');
  return { token, lastsSeconds: typeof seconds === 'number' ? seconds : 300 };
}
