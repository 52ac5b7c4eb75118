/** A seeded source of numbers, texts and requests, so that a failing property test can be run again. */

import type { Header } from '#core/http.ts';

export type Random = {
  /** A whole number below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  readonly text: (alphabet: string, longest: number) => string;
};

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  const pick = <T>(from: readonly [T, ...T[]]): T => from[below(from.length)] ?? from[0];
  const text = (alphabet: string, longest: number): string => {
    const characters = [...alphabet];
    return Array.from({ length: below(longest) + 1 }, () => characters[below(characters.length)] ?? '').join('');
  };
  return { below, pick, text };
}

export type GeneratedRequest = {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
};

const hostile = 'abcXYZ019-._~ !*\'()&=+?#%:@$,;ü語🚀"<>[]\\^`{|}';
const visible = 'abcXYZ019 -._~!*\'()&=+?#%:@$,;"<>[]';

/** A request that a client could send: everything percent-encoded as the SDKs do it. */
export function generateRequest(random: Random): GeneratedRequest {
  const service = random.pick(['s3', 'dynamodb', 'ec2', 'lambda', 's3express']);
  return {
    service,
    method: random.pick(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']),
    path: `/${Array.from({ length: random.below(4) }, () => encode(random.text(hostile, 12))).join('/')}`,
    query: Array.from({ length: random.below(4) }, (_, index) => pair(random, index)).join('&'),
    headers: [
      ['content-type', random.pick(['application/json', 'text/plain', 'application/x-amz-json-1.0'])],
      ...Array.from({ length: random.below(4) }, (_, index): Header => [`x-amz-meta-${index}`, random.text(visible, 20)]),
    ],
    body: Buffer.from(random.text(hostile, 60)),
  };
}

function pair(random: Random, index: number): string {
  const name = `${encode(random.text(hostile, 6))}${index}`;
  return random.below(4) === 0 ? name : `${name}=${encode(random.text(hostile, 10))}`;
}

/** Percent-encoding of everything but RFC 3986's unreserved characters; a segment is never `.` or `..`. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.{1,2}$/.test(encoded) ? `${encoded}x` : encoded;
}
