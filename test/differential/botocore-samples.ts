/** Requests that botocore's own serializers wrote, decoded and encoded by ours and compared: what the oracle said, what we said. */

import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '#adapters/files/catalog.ts';
import { canonicalJson } from '#core/canonical.ts';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Protocol } from '#core/catalog/service.ts';
import { GatewayError } from '#core/errors.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import type { Parameters } from '#core/model.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { encodeParameters } from '#core/protocols/aws/codec/encode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { difference } from './same-request.ts';
import { settled } from './settled.ts';

type Sample = {
  readonly service: string;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly unsampled?: string;
  readonly signingName: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: string;
  readonly expected: Parameters;
};

export type Tally = {
  sampled: number;
  identified: number;
  equal: number;
  encoded: number;
  /** `rule: service:Operation`, for what its request alone does not name. */
  readonly settled: string[];
  /** What we do not write: the oracle chose a checksum that is not made over a body that is written here. */
  readonly refused: string[];
  readonly misses: string[];
};

/**
 * What cannot come back as it was written, by service and operation. S3's deprecated `Event` and its successor `Events` are one element
 * on the wire, which reads as the list.
 */
export const knownMisses: ReadonlySet<string> = new Set(['s3:PutBucketNotification']);

/** Why the oracle cannot be asked on this machine; `undefined` when it can. */
export function oracleAbsence(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import botocore.serialize']);
  return status === 0 ? undefined : 'skipped: python3 with botocore is not on PATH';
}

/** Every `step`-th operation of the services, of all services without a list: per protocol, how many came through whole. */
export async function compareAll(step: number, seed: number, services: readonly string[]): Promise<ReadonlyMap<string, Tally>> {
  const catalog = readCatalog();
  const tallies = new Map<string, Tally>();
  const script = fileURLToPath(new URL('botocore-requests.py', import.meta.url));
  const python = spawn('python3', [script, String(step), String(seed), ...services], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => python.once('close', resolve));
  for await (const line of createInterface({ input: python.stdout })) compareOne(parseSample(line), catalog, tallies);
  const status = await ended;
  if (status !== 0) throw new Error(`the oracle ended with status ${status}`);
  return tallies;
}

/** A line a protocol, and below it by name what was settled by a rule, and what was refused. */
export function summary(tallies: ReadonlyMap<string, Tally>): string {
  const lines = [...tallies].map(([protocol, { sampled, identified, settled: ruled, equal, encoded, refused }]) => {
    const told = `${identified} identified, ${ruled.length} more by a rule`;
    const head = `${protocol}: ${sampled} operations, ${told}, ${equal} decoded equal, ${encoded} encoded equal`;
    return [head, ...listed('by a rule', ruled), ...listed('not written (checksum)', refused)].join('\n');
  });
  return [...lines.sort(), `read as what the wire has in its place: ${[...knownMisses].join(', ')}`].join('\n');
}

function listed(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  ${what}: ${names.toSorted().join(', ')}`];
}

function compareOne(sample: Sample, catalog: Catalog, tallies: Map<string, Tally>): void {
  const tally = tallies.get(sample.protocol) ?? {
    sampled: 0,
    identified: 0,
    equal: 0,
    encoded: 0,
    settled: [],
    refused: [],
    misses: [],
  };
  tallies.set(sample.protocol, tally);
  tally.sampled += 1;
  const identifiedMiss = identifyMiss(sample, catalog, tally);
  const miss = decodeMiss(sample, catalog);
  if (miss === undefined) tally.equal += 1;
  const encodedMiss = encodeMiss(sample, catalog, tally);
  if (encodedMiss === undefined) tally.encoded += 1;
  if (knownMisses.has(`${sample.service}:${sample.operation}`)) return;
  const misses = [identifiedMiss, miss, encodedMiss].filter((each) => each !== undefined);
  tally.misses.push(...misses.map((each) => `${sample.service}:${sample.operation} (${sample.protocol}) ${each}`));
}

/** Our encoding of the parameters that the oracle was given, beside the oracle's. */
function encodeMiss(sample: Sample, catalog: Catalog, tally: Tally): string | undefined {
  const operation = catalog.operation(sample.service, sample.operation);
  const service = catalog.services.get(sample.service);
  if (sample.unsampled !== undefined || operation === undefined || service === undefined) return undefined;
  const theirs = requestOf(sample);
  try {
    const input = catalog.shape(operation, 'input');
    const as = { protocol: sample.protocol, operation, service, input };
    const isPassed = input?.kind === 'structure' && input.members.get(input.payload ?? '')?.shape.kind === 'blob';
    const ours = encodeParameters(sample.expected, isPassed ? { ...as, payload: theirs.body } : as);
    const differs = difference(ours, theirs, sample.protocol);
    return differs === undefined ? undefined : `is encoded otherwise: ${differs}`;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'unsupported-call') {
      tally.refused.push(`${sample.service}:${sample.operation}`);
      tally.encoded -= 1;
      return undefined;
    }
    return `was not encoded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Named by itself, or settled by a rule that is named; `undefined` for both. */
function identifyMiss(sample: Sample, catalog: Catalog, tally: Tally): string | undefined {
  const operation = catalog.operation(sample.service, sample.operation);
  if (sample.unsampled !== undefined || operation === undefined) return undefined;
  try {
    const how = settled(operation, requestOf(sample), catalog);
    if (how === undefined) {
      const { protocol } = identify(requestOf(sample), sample.signingName, catalog);
      if (protocol !== sample.protocol) return `was taken for ${protocol}`;
      tally.identified += 1;
    } else tally.settled.push(`${sample.service}:${sample.operation} (${how.rule})`);
    return undefined;
  } catch (error) {
    return `was not identified: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function decodeMiss(sample: Sample, catalog: Catalog): string | undefined {
  const operation = catalog.operation(sample.service, sample.operation);
  const service = catalog.services.get(sample.service);
  if (sample.unsampled !== undefined) return `the oracle could not write it: ${sample.unsampled}`;
  if (operation === undefined || service === undefined) return 'is not in the catalog';
  try {
    const input = catalog.shape(operation, 'input');
    const decoded = canonicalJson(decodeParameters(requestOf(sample), { protocol: sample.protocol, operation, service, input }));
    const expected = canonicalJson(sample.expected);
    return decoded === expected ? undefined : `\n  expected ${expected}\n  decoded  ${decoded}`;
  } catch (error) {
    return `was refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function requestOf({ method, path, query, headers, body }: Sample): HttpRequest {
  return { method, path, query, headers, body: new Uint8Array(Buffer.from(body, 'base64')) };
}

function parseSample(line: string): Sample {
  return JSON.parse(line) as Sample;
}
