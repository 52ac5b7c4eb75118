/** The segment: a sealed file of events, one canonical line each in the order of their ids (NDJSON, gzip). */

import { gunzipSync, gzip } from 'node:zlib';

export type SegmentPlace = { readonly tenant: string; readonly seq: number; readonly time: string; readonly sha256: string };

/**
 * Laid out for partition projection: `events/tenant=acme/dt=2026-01-31/hh=12/seg-000000000001-0123456789abcdef.ndjson.gz`. The first
 * digits of the file's hash stand in its name, so that of two sealers who are at the same number neither replaces the other's.
 */
export function segmentKey({ tenant, seq, time, sha256 }: SegmentPlace): string {
  const name = `seg-${String(seq).padStart(12, '0')}-${sha256.slice(0, 16)}.ndjson.gz`;
  return `events/tenant=${tenant}/dt=${time.slice(0, 10)}/hh=${time.slice(11, 13)}/${name}`;
}

export function packSegment(lines: readonly string[]): Promise<Uint8Array> {
  const text = lines.map((line) => `${line}\n`).join('');
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  gzip(text, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  return promise;
}

/** `undefined` when the file is cut or is no segment. */
export function unpackSegment(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(gunzipSync(bytes));
    return text.endsWith('\n') ? text.slice(0, -1).split('\n') : undefined;
  } catch {
    return undefined;
  }
}
