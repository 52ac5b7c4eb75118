/** Percent-encoding over bytes (RFC 3986 §2) as SigV4 wants it: upper-case hex, and only the unreserved characters bare. */

import { GatewayError } from '../../../errors.ts';

const alreadyCanonical = /^[A-Za-z0-9\-._~]*$/;
const escapeOrReserved = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g;
const reserved = /[^A-Za-z0-9\-._~/]/g;
const brokenEscape = /%(?![0-9A-Fa-f]{2})/;
const notVisibleAscii = /[^\x21-\x7e]/;

/** Decodes one piece of a path or query once and encodes it again, byte by byte: every spelling of the same bytes becomes one. */
export function normalizeEscapes(piece: string): string {
  if (alreadyCanonical.test(piece)) return piece;
  return piece.replace(escapeOrReserved, (found) => {
    const code = found.length === 3 ? Number.parseInt(found.slice(1), 16) : found.charCodeAt(0);
    const character = String.fromCharCode(code);
    return alreadyCanonical.test(character) ? character : escapeByte(code);
  });
}

/** Encodes everything but unreserved characters and `/`, `%` itself included. */
export function escapeAgain(path: string): string {
  return path.replace(reserved, (found) => escapeByte(found.charCodeAt(0)));
}

/** Refuses a path or query that is not percent-encoded ASCII. Errors: `malformed-request`. */
export function requireEscaped(text: string, part: 'path' | 'query'): void {
  if (notVisibleAscii.test(text)) {
    throw new GatewayError(
      'malformed-request',
      `The ${part} holds a character that must be percent-encoded. Encode it and sign again.`,
    );
  }
  if (brokenEscape.test(text)) {
    throw new GatewayError('malformed-request', `The ${part} holds a "%" that two hex digits do not follow. Write it as "%25".`);
  }
}

function escapeByte(code: number): string {
  return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
