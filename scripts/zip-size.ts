/** How large a directory is as a zip: each file deflated, with its two headers (APPNOTE 4.3.7, 4.3.12). */

import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const headerBytes = 30 + 46;
const endBytes = 22;

export function zipSize(directory: string): number {
  const files = globSync('**', { cwd: directory }).filter((name) => statSync(join(directory, name)).isFile());
  const sizes = files.map((name) => deflateRawSync(readFileSync(join(directory, name))).length + headerBytes + 2 * name.length);
  return sizes.reduce((sum, size) => sum + size, endBytes);
}
