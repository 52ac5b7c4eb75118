/** The dev issuer: an OpenID provider with fixture accounts, mounted into the server of one machine. It binds no port itself. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { html } from '#core/html.ts';
import { type Account, accounts, findAccount } from './accounts.ts';
import { openIssuerSecrets } from './issuer-secrets.ts';
import { openIssuerStore } from './issuer-store.ts';
import { mintToken } from './mint-token.ts';
import { pageHeaders } from './page.ts';
import { providerConfiguration, tokenLifetimeSeconds } from './provider-configuration.ts';
import { sendPage, signIn } from './sign-in.ts';

export type DevIssuerOptions = {
  /** `http://127.0.0.1:<port>/issuer`, where the server mounts `handle`. */
  readonly issuerUrl: string;
  readonly dataDirectory: string;
  readonly audience: string;
};

export type TokenOptions = {
  readonly lifetimeSeconds?: number;
  /** Seconds since 1970; without it now. */
  readonly issuedAt?: number;
};

export type DevIssuer = {
  /** Answers every request under the issuer's path. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** @throws Error that lists the accounts when there is none of that name. */
  readonly tokenFor: (account: string, options?: TokenOptions) => Promise<string>;
  readonly accounts: readonly Account[];
  /** Secrets of the confidential clients by client id, for client credentials. */
  readonly clientSecrets: Readonly<Record<string, string>>;
  readonly close: () => void;
};

type MountedRequest = IncomingMessage & { originalUrl?: string };

export async function createDevIssuer(options: DevIssuerOptions): Promise<DevIssuer> {
  const secrets = openIssuerSecrets(options.dataDirectory);
  const store = openIssuerStore(options.dataDirectory);
  const provider = new Provider(options.issuerUrl, providerConfiguration({ ...options, secrets, adapter: store.adapter }));
  provider.use(async (ctx, next) => {
    ctx.set({ ...pageHeaders });
    await next();
  });
  const callback = provider.callback();
  return {
    handle: (request, response) => handle(request, response, { provider, callback, issuerUrl: options.issuerUrl }),
    tokenFor: async (name, { lifetimeSeconds = tokenLifetimeSeconds, issuedAt = Math.floor(Date.now() / 1000) } = {}) =>
      mintToken(secrets.signingKey, known(name), {
        issuer: options.issuerUrl,
        audience: options.audience,
        issuedAt,
        lifetimeSeconds,
      }),
    accounts,
    clientSecrets: secrets.clientSecrets,
    close: store.close,
  };
}

type Mounted = { readonly provider: Provider; readonly callback: ReturnType<Provider['callback']>; readonly issuerUrl: string };

async function handle(request: MountedRequest, response: ServerResponse, mounted: Mounted): Promise<void> {
  const { host, pathname } = new URL(mounted.issuerUrl);
  const whole = request.url ?? '/';
  const url = whole.startsWith(pathname) ? whole.slice(pathname.length) || '/' : whole;
  // The provider writes addresses from this header, and they are the issuer's whatever a client sends.
  request.headers.host = host;
  if (url.startsWith('/interaction/')) return interact(request, response, mounted.provider);
  request.originalUrl = whole;
  request.url = url.startsWith('/device?') ? '/device' : url;
  await mounted.callback(request, response);
}

async function interact(request: IncomingMessage, response: ServerResponse, provider: Provider): Promise<void> {
  try {
    await signIn(provider, request, response);
  } catch (thrown) {
    if (response.headersSent) throw thrown;
    sendPage(
      response,
      400,
      'Sign-in failed',
      html`<p>This sign-in has ended or is of another browser. Start again from your terminal.</p>`,
    );
  }
}

function known(name: string): Account {
  const account = findAccount(name);
  if (account === undefined)
    throw new Error(`The dev issuer has no account "${name}". There are: ${accounts.map((one) => one.name).join(', ')}.`);
  return account;
}
