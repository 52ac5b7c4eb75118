/** Finds an issuer's keys: its metadata (OpenID Connect Discovery §4, RFC 8414 §3) names the address of its JWK set. */

export type FetchDocument = (url: string) => Promise<Uint8Array>;

/** The issuer's JWK set as it is served. @throws Error when its metadata are missing, foreign or malformed. */
export async function discoverKeys(issuer: string, fetchDocument: FetchDocument): Promise<Uint8Array> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await fetchDocument(url)));
  return fetchDocument(keysAddress(metadata, issuer));
}

/** Metadata that speak of another issuer are not this one's (OpenID Connect Discovery §4.3). */
function keysAddress(metadata: unknown, issuer: string): string {
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${issuer}: the metadata are not an object`);
  if (!('issuer' in metadata) || metadata.issuer !== issuer) throw new Error(`${issuer}: the metadata are of another issuer`);
  if (!('jwks_uri' in metadata) || typeof metadata.jwks_uri !== 'string')
    throw new Error(`${issuer}: the metadata name no jwks_uri`);
  return metadata.jwks_uri;
}
