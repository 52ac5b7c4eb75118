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

/** The resource (RFC 8707) of tokens that ask for none. MCP clients ask for the address of the endpoint that they were given. */
const resource = 'urn:countersign:gateway';

/** What `/mcp` tells its clients to ask for. */
const mcpScope = 'mcp:use';

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
    scopes: ['openid', 'offline_access', mcpScope],
    clientDefaults: { application_type: 'native', token_endpoint_auth_method: 'none' },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, userCodeInputSource: codePage, userCodeConfirmSource: comparePage, successSource: donePage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, asked) => resourceServer(asked, { audience, issuerUrl }),
      },
      // MCP clients make themselves known (RFC 7591).
      registration: { enabled: true, initialAccessToken: false, issueRegistrationAccessToken: false },
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

function resourceServer(asked: string, { audience, issuerUrl }: Pick<IssuerSetUp, 'audience' | 'issuerUrl'>) {
  const isMcp = asked.startsWith(`${new URL(issuerUrl).origin}/mcp`) && /\/mcp(\/[a-z][a-z0-9-]*)?$/.test(asked);
  if (asked !== resource && !isMcp) throw new errors.InvalidTarget();
  return {
    audience: isMcp ? asked : audience,
    scope: isMcp ? mcpScope : '',
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
  // A client may ask for consent, and the press of the account's button is it.
  policy.add(new interactionPolicy.Prompt({ name: 'consent', requestable: true }));
  return policy;
}

/** The accounts are fixtures, and clients are of this machine: signing in is consent. */
async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider, resourceServers } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(`openid offline_access email profile groups ${mcpScope}`);
  for (const asked of [resource, ...Object.keys(resourceServers ?? {})]) grant.addResourceScope(asked, mcpScope);
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
