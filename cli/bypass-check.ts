/** `countersign bypass-check`: reads CloudTrail records from a file and lists calls in governed accounts that went past the gateway. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import type { Json } from '#core/model.ts';
import { type BypassedCall, bypassedCalls, type Governed } from '#core/recording/bypassed-calls.ts';
import { isList, memberOf, textAt } from '#core/recording/read-json.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { CliError } from './cli-error.ts';

export type BypassOptions = {
  readonly config: string;
  /** A directory of sealed segments, to hold the trail's request ids against. */
  readonly record?: string;
};

/** Errors: CliError `usage` for a file that is no trail or no configuration. */
export function bypassCheck(file: string, { config, record }: BypassOptions): readonly BypassedCall[] {
  const recorded = record === undefined ? {} : { recorded: requestIdsOf(record) };
  return bypassedCalls(recordsOf(file), { ...governedBy(config), ...recorded });
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

/** A log file as CloudTrail delivers it (`Records`, gzip or not), or what LookupEvents answered (`Events`). */
function recordsOf(file: string): readonly Json[] {
  const trail = parse(file);
  const records = memberOf(trail, 'Records');
  if (isList(records)) return records;
  const events = memberOf(trail, 'Events');
  if (isList(events)) return events.map((event) => JSON.parse(textAt(event, 'CloudTrailEvent') ?? '{}'));
  throw new CliError('usage', `${file} is no CloudTrail log: it has neither "Records" nor "Events".`);
}

function parse(file: string): Json {
  const bytes = read(file);
  try {
    return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new CliError('usage', `${file} is not JSON.`);
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
