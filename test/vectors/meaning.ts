/** What a request means by the rules of SigV4, read by other code than the verifier's: two requests of one meaning may share a signature. */

import type { HttpRequest } from '#core/http.ts';

/** One text per meaning. `signedHeaders` alone count; a header that is not signed is nobody's promise. */
export function meaningOf(request: HttpRequest, service: string, signedHeaders: readonly string[]): string {
  const pairs = request.query === '' ? [] : request.query.split('&');
  return JSON.stringify([
    request.method,
    service.startsWith('s3') ? request.path.split('/').map(decode) : request.path.replaceAll(/\/{2,}/g, '/'),
    pairs.map(meaningOfPair).sort(),
    signedHeaders.map((name) => [name, ...valuesOf(request, name)]),
    authorizationOf(request),
    Buffer.from(request.body).toString('hex'),
  ]);
}

function meaningOfPair(pair: string): string {
  const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
  return `${decode(name)} ${decode(value.join('='))}`;
}

/** Percent-decoding byte by byte, as far as there are escapes. */
function decode(text: string): string {
  const bytes = text.split(/(%[0-9a-f]{2})/i).flatMap((piece) => {
    const isEscape = piece.length === 3 && piece.startsWith('%');
    return isEscape ? [Buffer.from(piece.slice(1), 'hex')] : [Buffer.from(piece, 'latin1')];
  });
  return Buffer.concat(bytes).toString('hex');
}

/** White space around and between the words of a header does not count. */
function valuesOf(request: HttpRequest, name: string): readonly string[] {
  const values = request.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.map((value) =>
    value
      .split(/[ \t]+/)
      .filter((word) => word !== '')
      .join(' '),
  );
}

function authorizationOf(request: HttpRequest): readonly string[] {
  return valuesOf(request, 'authorization').map((value) => value.replaceAll(/\s*([,=])\s*/g, '$1'));
}
