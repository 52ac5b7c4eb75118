/** An identity provider's metadata as it serves them (OpenID Connect Discovery §4), kept for ten minutes. */

import type { Json } from '#core/model.ts';
import { discover, type FetchDocument } from './discover-keys.ts';
import { fetchDocument as fetchOverHttps } from './fetch-document.ts';

export type ProviderMetadata = (issuer: string) => Promise<{ readonly [name: string]: Json }>;

const keptMilliseconds = 600_000;

/** Errors: an Error when they are missing, foreign or malformed. */
export function createProviderMetadata(fetchDocument: FetchDocument = fetchOverHttps): ProviderMetadata {
  const kept = new Map<string, { readonly at: number; readonly metadata: ReturnType<ProviderMetadata> }>();
  return (issuer) => {
    const known = kept.get(issuer);
    if (known !== undefined && Date.now() - known.at < keptMilliseconds) return known.metadata;
    const metadata = discover(issuer, fetchDocument).then((found) => ({ ...found }) as { readonly [name: string]: Json });
    kept.set(issuer, { at: Date.now(), metadata });
    metadata.catch(() => kept.delete(issuer));
    return metadata;
  };
}
