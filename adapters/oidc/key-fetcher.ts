/** Fetches one issuer's keys for the verifying library, and leaves the issuer alone for a while after a failure. */

import { discoverKeys, type FetchDocument } from './discover-keys.ts';

export type KeyFetcher = { readonly fetch: () => Promise<ArrayBuffer> };

export function createKeyFetcher(issuer: string, fetchDocument: FetchDocument, waitSeconds: number): KeyFetcher {
  let waitsUntil = 0;
  return {
    fetch: async () => {
      if (Date.now() < waitsUntil) throw new Error(`${issuer}: its keys could not be fetched, and it is not asked again yet`);
      waitsUntil = Date.now() + waitSeconds * 1000;
      const keys = await discoverKeys(issuer, fetchDocument);
      waitsUntil = 0;
      return new Uint8Array(keys).buffer;
    },
  };
}
