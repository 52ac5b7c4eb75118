/** Fetches an issuer's documents on one machine: over plain http from 127.0.0.1 alone, everything else as on AWS. */

import { download, fetchDocument } from '#adapters/oidc/fetch-document.ts';

export async function fetchLoopbackDocument(url: string): Promise<Uint8Array> {
  return isPlainLoopback(url) ? download(url) : fetchDocument(url);
}

export function isPlainLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname === '127.0.0.1';
}
