/** Parameters encoded and decoded again, for every operation and protocol: what comes back must be what went in. */

import { canonicalJson } from '#core/canonical.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol, Service } from '#core/catalog/service.ts';
import type { HttpRequest } from '#core/http.ts';
import type { Parameters } from '#core/model.ts';
import { isChecksumMember } from '#core/protocols/aws/codec/checksums.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { encodeParameters } from '#core/protocols/aws/codec/encode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { sampleParameters, seededRandom } from './parameter-sample.ts';

export type Tally = { operations: number; equal: number; readonly misses: string[]; readonly others: string[] };

/**
 * What cannot come back as it was written, by service and operation; it is refused at run time. S3's deprecated `Event` and its successor
 * `Events` are one element on the wire, which reads as the list.
 */
export const knownMisses: ReadonlySet<string> = new Set(['s3:PutBucketNotification']);

/**
 * What a request does not say by itself: S3's deprecated operations stand under their successors' names, its two lists of buckets are one
 * request, and what is signed and reached otherwise (S3 Express, Object Lambda) is not identified at all.
 */
export const knownAsOthers: ReadonlySet<string> = new Set([
  's3:GetBucketLifecycle',
  's3:GetBucketNotification',
  's3:ListDirectoryBuckets',
  's3:PutBucketLifecycle',
  's3:PutBucketNotification',
  's3:WriteGetObjectResponse',
]);

const payload = new TextEncoder().encode('the payload');

/** Every `step`-th operation. */
export function roundTrips(catalog: Catalog, { step, seed }: { readonly step: number; readonly seed: number }) {
  const tallies = new Map<Protocol, Tally>();
  const operations = [...catalog.services.values()].flatMap((service) =>
    [...service.operations.values()].map((operation) => ({ service, operation })),
  );
  for (const [index, { service, operation }] of operations.entries()) {
    if ((index + seed) % step !== 0 || operation.hasInputEventStream) continue;
    for (const protocol of service.protocols) {
      const tally = tallies.get(protocol) ?? { operations: 0, equal: 0, misses: [], others: [] };
      tallies.set(protocol, tally);
      count(tally, { catalog, service, operation, protocol, seed: seed * 100_003 + index });
    }
  }
  return tallies;
}

export function summary(tallies: ReadonlyMap<string, Tally>): string {
  const lines = [...tallies].map(
    ([protocol, { operations, equal, others }]) =>
      `${protocol}: ${operations} operations, ${equal} the same after encoding and decoding, ${operations - others.length} identified again`,
  );
  return lines.sort().join('\n');
}

type Trial = {
  readonly catalog: Catalog;
  readonly service: Service;
  readonly operation: Operation;
  readonly protocol: Protocol;
  readonly seed: number;
};

function count(tally: Tally, trial: Trial): void {
  tally.operations += 1;
  try {
    const miss = trip(trial, tally);
    if (miss === undefined) tally.equal += 1;
    else note(tally, trial, miss);
  } catch (error) {
    note(tally, trial, error instanceof Error ? error.message : String(error));
  }
}

function note(tally: Tally, { service, operation, protocol }: Trial, miss: string): void {
  if (!knownMisses.has(`${service.id}:${operation.name}`))
    tally.misses.push(`${service.id}:${operation.name} (${protocol}) ${miss}`);
}

function trip(trial: Trial, tally: Tally): string | undefined {
  const { catalog, service, operation, protocol, seed } = trial;
  const input = catalog.shape(operation, 'input');
  const hasEmpty = protocol === 'json' || protocol === 'cbor';
  const sampled = sampleParameters(input, { random: seededRandom(seed), hasEmpty });
  const hasBlob =
    input?.kind === 'structure' && input.payload !== undefined && input.members.get(input.payload)?.shape.kind === 'blob';
  const algorithm: Parameters = operation.checksumMember === undefined ? {} : { [operation.checksumMember]: 'SHA256' };
  const blob: Parameters = hasBlob ? { [input.payload ?? '']: { sizeBytes: payload.length } } : {};
  const given: Parameters = { ...sampled, ...algorithm, ...blob };
  const as = { protocol, operation, service, input };
  const request = encodeParameters(given, hasBlob ? { ...as, payload } : as);
  if (!isIdentified(request, trial)) tally.others.push(`${service.id}:${operation.name}`);
  const back = decodeParameters(request, as);
  const [before, after] = [canonicalJson(written(given, trial)), canonicalJson(written(back, trial))];
  return before === after ? undefined : `\n  given ${before}\n  back  ${after}`;
}

function isIdentified(request: HttpRequest, { catalog, service, operation }: Trial): boolean {
  try {
    const { candidates } = identify(request, service.signingName, catalog);
    return candidates.some(({ name }) => name === operation.name);
  } catch {
    return false;
  }
}

/** Without the length of the body and its checksums, which the encoder writes anew. */
function written(parameters: Parameters, { catalog, operation }: Trial): Parameters {
  const input = catalog.shape(operation, 'input');
  if (input?.kind !== 'structure') return parameters;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => {
      const member = input.members.get(name);
      if (member === undefined) return true;
      return (member.wireName ?? name).toLowerCase() !== 'content-length' && !isChecksumMember(name, member, operation);
    }),
  );
}
