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

export type BypassReport = {
  /** How many records of governed accounts the trail had. */
  readonly looked: number;
  /** Governed accounts of which it had none: nothing was checked of them. */
  readonly silent: readonly string[];
  readonly calls: readonly BypassedCall[];
};

/**
 * `source` is a file, a folder or `s3://bucket/prefix`; without one LookupEvents is asked. Errors: CliError, also for a trail that says nothing
 * of any governed account: then nothing was checked.
 */
export async function bypassCheck(source: string | undefined, options: BypassOptions): Promise<BypassReport> {
  const recorded = options.record === undefined ? {} : { recorded: requestIdsOf(options.record) };
  const governed: Governed = { ...governedBy(options.config), ...recorded };
  const looked = new Map<string, number>();
  const calls: BypassedCall[] = [];
  let read = 0;
  for await (const records of cloudTrailRecords(trailOf(source, options))) {
    read += records.length;
    for (const record of records) count(looked, textAt(record, 'recipientAccountId') ?? '');
    calls.push(...bypassedCalls(records, governed));
  }
  const accounts = [...governed.accounts];
  const silent = accounts.filter((account) => !looked.has(account));
  if (silent.length === accounts.length) {
    throw new CliError('usage', `The trail has ${read} records, and none of the governed accounts (${accounts.join(', ')}).`);
  }
  return { looked: accounts.reduce((sum, account) => sum + (looked.get(account) ?? 0), 0), silent, calls };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
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
  const files = globSync('events/**/*.ndjson.gz', { cwd: directory });
  if (files.length === 0)
    throw new CliError('usage', `${directory} holds no segments. Name a data directory, or a copy of the record.`);
  for (const file of files) {
    for (const line of linesOf(join(directory, file))) {
      const id = textAt(JSON.parse(line), 'unmapped', 'countersign', 'upstreamRequestId');
      if (id !== undefined) ids.add(id);
    }
  }
  return ids;
}

/** What a damaged segment held would all be listed as not recorded. */
function linesOf(file: string): readonly string[] {
  const lines = unpackSegment(read(file));
  if (lines === undefined)
    throw new CliError('usage', `${file} is no segment, or cut: \`countersign sessions verify\` says more.`);
  return lines;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError('usage', `${file} cannot be read.`);
  }
}
