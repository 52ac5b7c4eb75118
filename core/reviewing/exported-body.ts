/** A masked body beside the exported lines, under the hash by which its event names it. */

import { sha256Hex } from '../canonical.ts';
import type { StoredEvent } from '../ports.ts';

export type ExportedBody = {
  readonly sha256: string;
  readonly bytes: number;
  /** Absent where it is too large for an answer: it lies with the record under its hash. */
  readonly base64?: string;
};

const maxBytes = 2_500_000;

export function bodyOf({ body }: StoredEvent): ExportedBody | undefined {
  if (body === undefined) return undefined;
  const named = { sha256: sha256Hex(body), bytes: body.byteLength };
  return body.byteLength > maxBytes ? named : { ...named, base64: Buffer.from(body).toString('base64') };
}
