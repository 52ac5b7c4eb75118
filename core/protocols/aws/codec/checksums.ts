/** Checksums of the body, where a client gave one, the parameters name its algorithm, or AWS's model asks for one. */

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Operation } from '../../../catalog/operation.ts';
import type { Member } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import { type Header, type HttpRequest, withoutHeaders } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';
import { crc32c, crc64Nvme } from '../signature/crc.ts';
import type { Structure } from './wire-names.ts';

type ChecksumAs = {
  readonly operation: Operation;
  readonly input: Structure | undefined;
  readonly payload?: Uint8Array;
  readonly checksums?: readonly string[];
};

const contentMd5 = 'content-md5';
const prefix = 'x-amz-checksum-';
const ofBody = /^(?:content-md5|x-amz-checksum-(?:crc32c?|crc64nvme|md5|sha(?:1|256|512)|xxhash[0-9]+))$/;

/** Whether a header, by its lower-case name, is a checksum of the body: it says nothing that the body does not. */
export function isChecksumHeader(name: string): boolean {
  return ofBody.test(name);
}

/**
 * Whether a member of the operation is such a header: it belongs to the transport, and to no digest of the call.
 * Elsewhere they describe something else, as the whole object of S3's CompleteMultipartUpload.
 */
export function isChecksumMember(name: string, member: Member, operation: Operation): boolean {
  if (member.location !== 'header') return false;
  const header = (member.wireName ?? name).toLowerCase();
  return header === contentMd5 || (takesChecksum(operation) && isChecksumHeader(header));
}

function takesChecksum({ requiresChecksum, checksumMember }: Operation): boolean {
  return requiresChecksum || checksumMember !== undefined;
}

/**
 * A body that passes through keeps the checksums that came with it; one that was written here gets its own of the same kinds.
 * Errors: `unsupported-call` for an algorithm that is not computed here.
 */
export function withChecksums(request: HttpRequest, parameters: Parameters, as: ChecksumAs): HttpRequest {
  const given = givenChecksums(parameters, as);
  const named = [...given, ...(as.checksums ?? []), ...namedAlgorithm(parameters, as)];
  const wanted = new Set(named.length === 0 && as.operation.requiresChecksum ? [usual(as.operation)] : named);
  if (wanted.size === 0) return request;
  const kept = as.payload === undefined ? new Set<string>() : new Set([...given, ...(as.checksums ?? [])]);
  const made = [...wanted].filter((name) => !kept.has(name)).map((name): Header => [name, checksum(name, request.body)]);
  const headers = as.payload === undefined ? withoutHeaders(request.headers, wanted) : request.headers;
  return { ...request, headers: [...headers, ...made] };
}

function givenChecksums(parameters: Parameters, { operation, input }: ChecksumAs): readonly string[] {
  return Object.keys(parameters).flatMap((name) => {
    const member = input?.members.get(name);
    return member !== undefined && isChecksumMember(name, member, operation) ? [(member.wireName ?? name).toLowerCase()] : [];
  });
}

function namedAlgorithm(parameters: Parameters, { operation }: ChecksumAs): readonly string[] {
  const algorithm = operation.checksumMember === undefined ? undefined : parameters[operation.checksumMember];
  return typeof algorithm === 'string' ? [`${prefix}${algorithm.toLowerCase()}`] : [];
}

function usual(operation: Operation): string {
  return operation.checksumMember === undefined ? contentMd5 : `${prefix}crc32`;
}

function checksum(name: string, body: Uint8Array): string {
  switch (name) {
    case contentMd5:
    case `${prefix}md5`:
      return hash('md5', body);
    case `${prefix}sha1`:
      return hash('sha1', body);
    case `${prefix}sha256`:
      return hash('sha256', body);
    case `${prefix}sha512`:
      return hash('sha512', body);
    case `${prefix}crc32`:
      return inBase64(BigInt(crc32(body)), 4);
    case `${prefix}crc32c`:
      return inBase64(BigInt(crc32c(body)), 4);
    case `${prefix}crc64nvme`:
      return inBase64(crc64Nvme(body), 8);
    default:
      throw new GatewayError(
        'unsupported-call',
        'The call names a checksum algorithm that the gateway does not compute. Use CRC32, CRC32C, CRC64NVME, SHA1 or SHA256.',
      );
  }
}

function hash(algorithm: string, body: Uint8Array): string {
  return createHash(algorithm).update(body).digest('base64');
}

function inBase64(value: bigint, bytes: number): string {
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64');
}
