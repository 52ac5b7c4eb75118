/** How oidc-provider is set up as the dev issuer: JWT access tokens for the gateway's audience, own keys, own store, own pages. */

import {
  type AccessToken,
  type AdapterFactory,
  type ClientCredentials,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { findAccount, findPerson } from './accounts.ts';
import { clients } from './clients.ts';
import { codePage, comparePage, donePage, errorPage } from './device-pages.ts';
import type { IssuerSecrets } from './issuer-secrets.ts';
import { tokenClaims } from './token-claims.ts';

export const tokenLifetimeSeconds = 3600;
const days = 24 * 3600;

/** The one resource (RFC 8707) that every token is for, asked for or not. */
const resource = 'urn:countersign:gateway';

export type IssuerSetUp = {
  readonly issuerUrl: string;
  readonly audience: string;
  readonly secrets: IssuerSecrets;
  readonly adapter: AdapterFactory;
};

export function providerConfiguration({ issuerUrl, audience, secrets, adapter }: IssuerSetUp): Configuration {
  const { pathname } = new URL(issuerUrl);
  return {
    adapter,
    clients: clients(issuerUrl, secrets),
    jwks: { keys: [secrets.signingKey] },
    cookies: { keys: secrets.cookieKeys, long: { path: pathname, signed: true }, short: { signed: true } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, userCodeInputSource: codePage, userCodeConfirmSource: comparePage, successSource: donePage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, asked) => resourceServer(asked, audience),
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: {
      AccessToken: tokenLifetimeSeconds,
      ClientCredentials: tokenLifetimeSeconds,
      IdToken: tokenLifetimeSeconds,
      DeviceCode: 600,
      Interaction: 600,
      RefreshToken: 14 * days,
      Session: 14 * days,
      Grant: 14 * days,
    },
    interactions: { url: (_ctx, interaction) => `${pathname}/interaction/${interaction.uid}`, policy: signInPolicy() },
    findAccount: (_ctx, name) => accountOf(name),
    loadExistingGrant: grantAll,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    extraTokenClaims: (ctx, token) => claimsFor(ctx, token),
    // `sub` is no extra claim: an agent's token is of its person (RFC 8693).
    formats: {
      customizers: {
        jwt: (_ctx, token, jwt) => {
          if (token.clientId === 'agent') Object.assign(jwt.payload, { sub: claimsFor(undefined, token).sub });
        },
      },
    },
    clientBasedCORS: () => false,
    renderError: errorPage,
  };
}

function resourceServer(asked: string, audience: string) {
  if (asked !== resource) throw new errors.InvalidTarget();
  return {
    audience,
    scope: '',
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenLifetimeSeconds,
    jwt: { sign: { alg: 'RS256' } },
  } as const;
}

/** Who signs in is chosen every time, so that one browser can be the engineer and then the approver. Consent is never asked. */
function signInPolicy() {
  const policy = interactionPolicy.base();
  const check = new interactionPolicy.Check(
    'choose_account',
    'an account is chosen',
    (ctx) => ctx.oidc.result?.login === undefined,
  );
  policy.get('login')?.checks.add(check);
  policy.remove('consent');
  return policy;
}

/** The clients are the product's own: signing in is consent. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid offline_access email profile groups');
  grant.addResourceScope(resource, '');
  await grant.save();
  return grant;
}

function accountOf(name: string) {
  const person = findPerson(name);
  if (person === undefined) return undefined;
  return { accountId: name, claims: () => ({ ...tokenClaims(person) }) };
}

function claimsFor(ctx: KoaContextWithOIDC | undefined, token: AccessToken | ClientCredentials) {
  const name = 'accountId' in token ? token.accountId : token.clientId;
  const account = findAccount(String(name));
  if (account === undefined) throw new errors.InvalidGrant('the account is gone');
  return tokenClaims(account, ctx === undefined ? undefined : signedInAt(ctx));
}

/** The interactive sign-in that the code or refresh token goes back to. */
function signedInAt(ctx: KoaContextWithOIDC): number | undefined {
  const { DeviceCode, AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  return (DeviceCode ?? AuthorizationCode ?? RefreshToken)?.authTime;
}
