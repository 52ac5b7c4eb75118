/** Framing: what must change in the headers when a body changed. Untouched replies keep every byte. */

import { crc32 } from 'node:zlib';
import { type Header, type HttpReply, withoutHeaders } from '../http.ts';
import type { MaskHit } from '../model.ts';

/** How often something was masked and of which classes: `12;classes=pii.contact,secret`. */
export const maskedHeader = 'x-countersign-masked';

type Seen = {
  readonly body: Uint8Array;
  readonly headers: readonly Header[];
  /** What the client's view masks. */
  readonly masks: readonly MaskHit[];
  /** A payload is an object's bytes: its ETag is their digest. */
  readonly isPayload?: boolean;
};

/** The client's reply; the very same object when it sees everything. */
export function framedReply(reply: HttpReply, { body, headers, masks, isPayload = false }: Seen): HttpReply {
  if (masks.length === 0 && body === reply.body) return reply;
  const framed = body === reply.body ? headers : reframed(headers, body);
  const isDigest = isPayload && body !== reply.body;
  const kept = withoutHeaders(framed, new Set(isDigest ? [maskedHeader, 'etag'] : [maskedHeader]));
  return { status: reply.status, headers: [...kept, [maskedHeader, evidence(masks)]], body };
}

function evidence(masks: readonly MaskHit[]): string {
  const count = masks.reduce((sum, mask) => sum + mask.count, 0);
  const classes = [...new Set(masks.map((mask) => mask.class))].sort();
  return `${count};classes=${classes.join(',')}`;
}

/** Length and CRC are computed anew; digests that only AWS can give, and the encoding that was taken off, are dropped. Elsewhere than on a payload an ETag is a version. */
export function reframed(headers: readonly Header[], body: Uint8Array): readonly Header[] {
  return headers.flatMap(([name, value]): readonly Header[] => {
    const key = name.toLowerCase();
    if (key === 'content-length') return [[name, String(body.length)]];
    if (key === 'x-amz-crc32') return [[name, String(crc32(body))]];
    return isStale(key) ? [] : [[name, value]];
  });
}

function isStale(name: string): boolean {
  return staleHeaders.has(name) || name.startsWith('x-amz-checksum-');
}

const staleHeaders = new Set(['content-md5', 'content-encoding', 'digest', 'repr-digest', 'content-digest', 'trailer']);
