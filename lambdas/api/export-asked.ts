/** The query string of an export → its format, and the page that is asked for. */

import { GatewayError } from '#core/errors.ts';
import { exportFormats } from '#core/recording/export-forms.ts';
import type { ExportAsked } from '#core/reviewing/export-session.ts';

const known = ['format', 'cursor'];

/** `?format=har&cursor=…`. Errors: `malformed-request`. */
export function exportAsked(query: URLSearchParams): ExportAsked {
  const format = exportFormats.find((each) => each === query.get('format'));
  const isWellFormed = [...query.keys()].every((name) => known.includes(name) && query.getAll(name).length === 1);
  const cursor = query.get('cursor');
  if (format !== undefined && isWellFormed) return { format, ...(cursor === null ? {} : { cursor }) };
  throw new GatewayError(
    'malformed-request',
    `An export needs one "format" (${exportFormats.join(', ')}), and takes the "cursor" of the page before and nothing else.`,
  );
}
