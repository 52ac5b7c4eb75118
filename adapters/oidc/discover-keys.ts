/** Finds an issuer's keys and endpoints: its metadata (OpenID Connect Discovery §4, RFC 8414 §3) names their addresses. */

export type FetchDocument = (url: string) => Promise<Uint8Array>;

/** The issuer's JWK set as it is served. @throws Error when its metadata are missing, foreign or malformed. */
export async function discoverKeys(issuer: string, fetchDocument: FetchDocument): Promise<Uint8Array> {
  const metadata = await discover(issuer, fetchDocument);
  return fetchDocument(addressIn(metadata, 'jwks_uri', issuer));
}

export type SignInEndpoints = {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Nothing where the issuer does not say which it knows. */
  readonly scopesSupported?: readonly string[];
};

/** Where people sign in, and where codes are exchanged. @throws Error as above. */
export async function discoverSignIn(issuer: string, fetchDocument: FetchDocument): Promise<SignInEndpoints> {
  const metadata = await discover(issuer, fetchDocument);
  return {
    authorizationEndpoint: addressIn(metadata, 'authorization_endpoint', issuer),
    tokenEndpoint: addressIn(metadata, 'token_endpoint', issuer),
    ...scopesIn(metadata),
  };
}

function scopesIn(metadata: object): Pick<SignInEndpoints, 'scopesSupported'> {
  if (!('scopes_supported' in metadata) || !Array.isArray(metadata.scopes_supported)) return {};
  return { scopesSupported: metadata.scopes_supported.filter((scope) => typeof scope === 'string') };
}

/** Metadata that speak of another issuer are not this one's (OpenID Connect Discovery §4.3). */
export async function discover(issuer: string, fetchDocument: FetchDocument): Promise<object> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await fetchDocument(url)));
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${issuer}: the metadata are not an object`);
  if (!('issuer' in metadata) || metadata.issuer !== issuer) throw new Error(`${issuer}: the metadata are of another issuer`);
  return metadata;
}

function addressIn(metadata: object, name: string, issuer: string): string {
  const address = new Map<string, unknown>(Object.entries(metadata)).get(name);
  if (typeof address !== 'string') throw new Error(`${issuer}: the metadata name no ${name}`);
  return address;
}
