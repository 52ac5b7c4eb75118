/** The query string of an export → its format. */

import { GatewayError } from '#core/errors.ts';
import { type ExportFormat, exportFormats } from '#core/reviewing/export-session.ts';

/** Errors: `malformed-request`. */
export function exportFormat(query: URLSearchParams): ExportFormat {
  const asked = query.getAll('format');
  const format = exportFormats.find((each) => each === asked[0]);
  if (format !== undefined && asked.length === 1 && query.size === 1) return format;
  throw new GatewayError('malformed-request', `An export needs one "format" and nothing else: ${exportFormats.join(', ')}.`);
}
