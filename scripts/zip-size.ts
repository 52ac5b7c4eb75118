/** How large a directory is as a zip: each file deflated, with its two headers (APPNOTE 4.3.7, 4.3.12). */

import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const headerBytes = 30 + 46;
const endBytes = 22;

export function zipSize(directory: string): number {
  const files = globSync('**', { cwd: directory }).filter((name) => statSync(join(directory, name)).isFile());
  const sizes = files.map((name) => deflatedSize(readFileSync(join(directory, name))) + headerBytes + 2 * name.length);
  return sizes.reduce((sum, size) => sum + size, endBytes);
}

/** Most files lie in every bundle, so each content is deflated once. */
const deflated = new Map<string, number>();

function deflatedSize(bytes: Uint8Array): number {
  const hash = createHash('sha256').update(bytes).digest('base64');
  const size = deflated.get(hash) ?? deflateRawSync(bytes).length;
  deflated.set(hash, size);
  return size;
}
