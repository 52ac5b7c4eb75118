/** S3's upload checks: Content-MD5 and the checksum header, of which CRC-32C and CRC-64/NVME are kept but not verified. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Header, type HttpRequest, headerValue } from '#core/http.ts';
import { SandboxError } from './sandbox-error.ts';

type Digest = (body: Uint8Array) => string;

const digests: ReadonlyMap<string, Digest> = new Map([
  ['x-amz-checksum-crc32', crc32Base64],
  ['x-amz-checksum-sha1', (body) => createHash('sha1').update(body).digest('base64')],
  ['x-amz-checksum-sha256', (body) => createHash('sha256').update(body).digest('base64')],
]);

/** The checksum to keep: the client's, or a CRC-32 of ours. Errors: `BadDigest`. */
export function checkedChecksum({ headers, body }: HttpRequest): Header {
  const md5 = headerValue(headers, 'content-md5');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) throw badDigest('Content-MD5');
  const given = headers.find(([name]) => /^x-amz-checksum-(crc|sha)/i.test(name));
  if (given === undefined) return crc32Header(body);
  const name = given[0].toLowerCase();
  const digest = digests.get(name);
  if (digest !== undefined && digest(body) !== given[1]) throw badDigest(name);
  return [name, given[1]];
}

export function crc32Header(body: Uint8Array): Header {
  return ['x-amz-checksum-crc32', crc32Base64(body)];
}

function crc32Base64(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

function badDigest(name: string): SandboxError {
  return new SandboxError('BadDigest', `The ${name} you specified did not match what we received.`);
}
