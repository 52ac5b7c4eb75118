/** `countersign bypass-check`: reads CloudTrail records and lists calls in governed accounts that went past the gateway. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { type BypassedCall, bypassedCalls, type Governed } from '#core/recording/bypassed-calls.ts';
import { textAt } from '#core/recording/read-json.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { CliError } from './cli-error.ts';
import { cloudTrailRecords, type Trail } from './cloudtrail-records.ts';

export type BypassOptions = {
  readonly config: string;
  /** A directory of sealed segments, to hold the trail's request ids against. */
  readonly record?: string;
  /** Of LookupEvents: how far back, and where. */
  readonly hours?: string;
  readonly region?: string;
};

/** `looked`: how many records of governed accounts the trail had. */
export type BypassReport = { readonly looked: number; readonly calls: readonly BypassedCall[] };

/**
 * `source` is a file or `s3://bucket/prefix`; without one LookupEvents is asked. Errors: CliError, also for a trail that says nothing
 * of any governed account: then nothing was checked.
 */
export async function bypassCheck(source: string | undefined, options: BypassOptions): Promise<BypassReport> {
  const governed = governedBy(options.config);
  const recorded = options.record === undefined ? {} : { recorded: requestIdsOf(options.record) };
  const records = await cloudTrailRecords(trailOf(source, options));
  const looked = records.filter((record) => governed.accounts.has(textAt(record, 'recipientAccountId') ?? '')).length;
  if (looked === 0) {
    const accounts = [...governed.accounts].join(', ');
    throw new CliError('usage', `The trail has ${records.length} records, and none of the governed accounts (${accounts}).`);
  }
  return { looked, calls: bypassedCalls(records, { ...governed, ...recorded }) };
}

function trailOf(source: string | undefined, { region, hours = '24' }: BypassOptions): Trail {
  if (source === undefined) return { kind: 'lookup', hours: hoursOf(hours), region };
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(source) ?? [];
  return bucket === undefined ? { kind: 'file', path: source } : { kind: 's3', bucket, prefix, region };
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= 90 * 24) return hours;
  throw new CliError('usage', '--hours must be a number up to 2160: CloudTrail looks back 90 days.');
}

function governedBy(file: string): Governed {
  try {
    const aws = parseConfig(read(file).toString('utf8'), file).connections.filter(({ kind }) => kind === 'aws');
    const roles = aws.flatMap((connection) => [...connection.roles.map(({ arn }) => arn), connection.readRole ?? '']);
    return { accounts: new Set(aws.map(({ account }) => account)), roles: new Set(roles) };
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError('usage', error.message);
    throw error;
  }
}

function requestIdsOf(directory: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const file of globSync('events/**/*.ndjson.gz', { cwd: directory })) {
    for (const line of unpackSegment(read(join(directory, file))) ?? []) {
      const id = textAt(JSON.parse(line), 'unmapped', 'countersign', 'upstreamRequestId');
      if (id !== undefined) ids.add(id);
    }
  }
  return ids;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError('usage', `${file} cannot be read.`);
  }
}
