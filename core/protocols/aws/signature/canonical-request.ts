/** SigV4's canonical request: the one text of a request that both sides sign. Path and query are read as they stand on the wire. */

import { sha256Hex } from '../../../canonical.ts';
import type { Header } from '../../../http.ts';
import { escapeAgain, normalizeEscapes, requireEscaped } from './percent-encoding.ts';
import { type SigningScope, scopeText, signingAlgorithm } from './signing-key.ts';

export type SignedParts = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  /** Lower-case names, in the order of `SignedHeaders`. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
};

/** Signing names whose paths are keys: decoded and encoded once, with `//` and dot segments kept. `s3control` signs as `s3`. */
const keyPathServices: ReadonlySet<string> = new Set(['s3', 's3-outposts', 's3-object-lambda', 's3express']);

/** True for the S3 family, by signing name. */
export function hasKeyPath(signingName: string): boolean {
  return keyPathServices.has(signingName);
}

/** The canonical request of `parts` for one signing name. Errors: `malformed-request` for a path or query that is not percent-encoded ASCII. */
export function canonicalRequest(parts: SignedParts, signingName: string): string {
  const lines = [parts.method, canonicalPath(parts.path, signingName), canonicalQuery(parts.query)];
  const headers = canonicalHeaders(parts.headers, parts.signedHeaders);
  return `${lines.join('\n')}\n${headers}\n${parts.signedHeaders.join(';')}\n${parts.payloadHash}`;
}

/** The string to sign. The canonical request is hashed byte for byte as the wire carried it (Latin-1). */
export function stringToSign(canonical: string, amzDate: string, scope: SigningScope): string {
  return `${signingAlgorithm}\n${amzDate}\n${scopeText(scope)}\n${sha256Hex(Buffer.from(canonical, 'latin1'))}`;
}

export function canonicalPath(path: string, signingName: string): string {
  requireEscaped(path, 'path');
  if (path === '') return '/';
  if (hasKeyPath(signingName)) return path.split('/').map(normalizeEscapes).join('/');
  return escapeAgain(withoutDotSegments(path));
}

export function canonicalQuery(query: string): string {
  if (query === '') return '';
  requireEscaped(query, 'query');
  const pairs = query.split('&').map(canonicalPair);
  return pairs
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** One name and value of a query, each in its only spelling. `+` is a space. */
export function canonicalPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  const value = equals < 0 ? '' : pair.slice(equals + 1);
  return [normalizeEscapes(name.replaceAll('+', ' ')), normalizeEscapes(value.replaceAll('+', ' '))];
}

function canonicalHeaders(headers: readonly Header[], signedHeaders: readonly string[]): string {
  const values = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const earlier = values.get(key);
    values.set(key, earlier === undefined ? folded(value) : `${earlier},${folded(value)}`);
  }
  return signedHeaders.map((name) => `${name}:${values.get(name) ?? ''}\n`).join('');
}

function folded(value: string): string {
  return value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}

function byNameThenValue(one: readonly [string, string], other: readonly [string, string]): number {
  return compare(one[0], other[0]) || compare(one[1], other[1]);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`;
}
