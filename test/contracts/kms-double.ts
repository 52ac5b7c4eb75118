/** Stands in for KMS on 127.0.0.1: one ECC_NIST_P256 key, GetPublicKey and Sign (of a digest) over the wire. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Double, listening } from './dynamodb-doubles.ts';

export type KmsDouble = Double & { readonly publicKeyPem: string };

type Asked = { readonly Message?: string; readonly MessageType?: string };

export async function startKms(): Promise<KmsDouble> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = BigInt(`0x${Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex')}`);
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as Asked;
    const isSigning = request.headers['x-amz-target'] === 'TrentService.Sign';
    const answer = isSigning ? { Signature: signDigest(asked, secret) } : { PublicKey: spki, KeySpec: 'ECC_NIST_P256' };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  return { ...(await listening(server)), publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** Node signs messages alone, so the digest is signed by the textbook (FIPS 186-5, 6.4.1). */
function signDigest({ Message, MessageType }: Asked, secret: bigint): string {
  const digest = Buffer.from(Message ?? '', 'base64');
  if (MessageType !== 'DIGEST' || digest.length !== 32) throw new TypeError('kms double: it signs SHA-256 digests');
  const once = toNumber(randomBytes(32)) % order;
  const r = (multiply(once, base)?.[0] ?? 0n) % order;
  const s = (inverse(once, order) * (toNumber(digest) + r * secret)) % order;
  const [left, right] = [derInteger(r), derInteger(s)];
  const body = Buffer.concat([left, right]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]).toString('base64');
}

type Point = readonly [bigint, bigint] | undefined;

const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const base: Point = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
];

function multiply(times: bigint, point: Point): Point {
  let [sum, power, left]: [Point, Point, bigint] = [undefined, point, times];
  for (; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}

function add(a: Point, b: Point): Point {
  if (a === undefined || b === undefined) return a ?? b;
  if (a[0] === b[0] && (a[1] + b[1]) % prime === 0n) return undefined;
  const slope = a[0] === b[0] ? (3n * a[0] * a[0] - 3n) * inverse(2n * a[1], prime) : (b[1] - a[1]) * inverse(b[0] - a[0], prime);
  const x = modulo(slope * slope - a[0] - b[0], prime);
  return [x, modulo(slope * (a[0] - x) - a[1], prime)];
}

/** Euclid's algorithm, extended. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next, result, other] = [modulus, modulo(value, modulus), 0n, 1n];
  while (next > 0n) {
    const times = rest / next;
    [rest, next, result, other] = [next, rest - times * next, other, result - times * other];
  }
  return modulo(result, modulus);
}

function modulo(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const signed = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
}
