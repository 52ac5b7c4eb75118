/** Sample replies, decoded by ours and, where it is on PATH, by botocore's parsers: both must give what went in. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '#core/canonical.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import type { Json } from '#core/model.ts';
import { decodeReply } from '#core/protocols/aws/codec/decode-reply.ts';
import { type SampledReply, sampleReply } from './reply-sample.ts';

export type ReplyTally = { operations: number; equal: number; readonly misses: string[] };

/**
 * S3's deprecated `Event` and its successor `Events` are one element. SimpleDB's flattened lists bear their items' names, which the
 * samples do not write and ours reads besides.
 */
export const knownMisses: ReadonlySet<string> = new Set([
  's3:GetBucketNotification',
  's3:GetBucketNotificationConfiguration',
  'sdb:GetAttributes',
  'sdb:ListDomains',
  'sdb:Select',
  'sdb:DomainMetadata',
]);

export type Trial = { readonly operation: Operation; readonly protocol: Protocol } & SampledReply;

/** Every `step`-th operation in each of its service's protocols. */
export function replyTrials(
  catalog: Catalog,
  { step, seed }: { readonly step: number; readonly seed: number },
): readonly Trial[] {
  const operations = [...catalog.services.values()].flatMap((service) =>
    [...service.operations.values()].map((operation) => ({ service, operation })),
  );
  return operations.flatMap(({ service, operation }, index) => {
    if ((index + seed) % step !== 0) return [];
    return service.protocols.flatMap((protocol) => {
      const sampled = sampleReply(operation, catalog.shape(operation, 'output'), { protocol, seed: seed * 100_003 + index });
      return sampled === undefined ? [] : [{ operation, protocol, ...sampled }];
    });
  });
}

/** What ours makes of the replies, beside what went into them. */
export function decodeTrials(catalog: Catalog, trials: readonly Trial[]): ReadonlyMap<Protocol, ReplyTally> {
  const tallies = new Map<Protocol, ReplyTally>();
  for (const trial of trials) count(tallies, trial, decoded(catalog, trial));
  return tallies;
}

/** What ours makes of them, beside what botocore does. */
export async function compareTrials(catalog: Catalog, trials: readonly Trial[]): Promise<ReadonlyMap<Protocol, ReplyTally>> {
  const tallies = new Map<Protocol, ReplyTally>();
  const script = fileURLToPath(new URL('botocore-replies.py', import.meta.url));
  const python = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  python.stdin.end(trials.map(asked).join('\n'));
  let index = 0;
  for await (const line of createInterface({ input: python.stdout })) {
    const trial = trials[index];
    if (trial === undefined) throw new Error('the oracle answered more than it was asked');
    const { parsed, unparsed } = JSON.parse(line) as { readonly parsed?: Json; readonly unparsed?: string };
    const expected = parsed === undefined ? { unparsed: unparsed ?? '' } : parsed;
    count(tallies, { ...trial, expected: { all: expected } }, { all: decoded(catalog, trial) });
    index += 1;
  }
  if (index !== trials.length) throw new Error(`the oracle answered ${index} of ${trials.length}`);
  return tallies;
}

export function summary(tallies: ReadonlyMap<Protocol, ReplyTally>): string {
  const lines = [...tallies].map(([protocol, { operations, equal }]) => `${protocol}: ${operations} replies, ${equal} equal`);
  return lines.sort().join('\n');
}

function asked({ operation, protocol, reply }: Trial): string {
  const { status, headers, body } = reply;
  const encoded = Buffer.from(body).toString('base64');
  return JSON.stringify({ service: operation.service, operation: operation.name, protocol, status, headers, body: encoded });
}

function decoded(catalog: Catalog, { operation, protocol, reply }: Trial): Json {
  try {
    const output = catalog.shape(operation, 'output');
    const found = decodeReply(reply, { protocol, operation, output, maxPayloadBytes: 1_000_000 });
    return found.outcome === 'response' ? found.response : { error: found.error };
  } catch (error) {
    return { threw: error instanceof Error ? error.message : String(error) };
  }
}

function count(tallies: Map<Protocol, ReplyTally>, { operation, protocol, expected }: Trial, got: Json): void {
  const tally = tallies.get(protocol) ?? { operations: 0, equal: 0, misses: [] };
  tallies.set(protocol, tally);
  tally.operations += 1;
  const [before, after] = [canonicalJson(expected), canonicalJson(got)];
  if (before === after) tally.equal += 1;
  else if (!knownMisses.has(`${operation.service}:${operation.name}`))
    tally.misses.push(`${operation.service}:${operation.name} (${protocol})\n  expected ${before}\n  decoded  ${after}`);
}
