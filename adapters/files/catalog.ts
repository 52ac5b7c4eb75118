/** The catalog from the generated files: read whole at start, decompressed part by part on first use. */

import { readFileSync } from 'node:fs';
import { type Catalog, createCatalog } from '#core/catalog/catalog.ts';
import { openPack } from '#core/catalog/pack.ts';

const repositoryData = new URL('../../core/catalog/data/', import.meta.url);

/** Reads `index.pack` and `shapes.pack`. A bundle passes the directory that it was shipped with; it ends in `/`. */
export function readCatalog(directory: URL = repositoryData): Catalog {
  const shapes = openPack(readFileSync(new URL('shapes.pack', directory)));
  return createCatalog({ index: readFileSync(new URL('index.pack', directory)), shapes: shapes.read });
}
