/** CloudTrail's records from where an operator has them: a file or a folder of them, a prefix of the trail's bucket, or LookupEvents of the last 90 days. */

import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Json } from '#core/model.ts';
import { isList, memberOf, textAt } from '#core/recording/read-json.ts';
import { CliError } from './cli-error.ts';

export type Trail =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly region: string | undefined }
  | { readonly kind: 'lookup'; readonly hours: number; readonly region: string | undefined };

/**
 * One log after the other, so that a trail of any size is read. Only here does the CLI speak to AWS, with the operator's own
 * credentials. Errors: CliError `usage` and `unreachable`.
 */
export async function* cloudTrailRecords(trail: Trail): AsyncGenerator<readonly Json[]> {
  switch (trail.kind) {
    case 'file':
      yield* fromFiles(trail.path);
      return;
    case 's3':
      yield* reaching(`s3://${trail.bucket}/${trail.prefix}`, fromBucket(trail));
      return;
    case 'lookup':
      yield* reaching('LookupEvents', fromLookup(trail));
  }
}

/** Of a folder, the logs in it: digests and insights of the trail lie beside them. */
function* fromFiles(path: string): Generator<readonly Json[]> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    yield recordsIn(readTrailFile(path), path);
    return;
  }
  const logs = globSync('**/*.{json,json.gz}', { cwd: path }).filter(isLog).toSorted();
  if (logs.length === 0) throw new CliError('usage', `${path} holds no CloudTrail log (*.json.gz or *.json).`);
  for (const name of logs) yield recordsIn(readTrailFile(join(path, name)), join(path, name));
}

function isLog(name: string): boolean {
  return /\.json(?:\.gz)?$/.test(name) && !/(?:^|[\\/])CloudTrail-(?:Digest|Insight)[\\/]/.test(name);
}

function readTrailFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new CliError('usage', `${path} cannot be read.`);
  }
}

/** A log file as CloudTrail delivers it (`Records`, gzip or not), or what LookupEvents answered (`Events`). */
function recordsIn(bytes: Buffer, name: string): readonly Json[] {
  const trail = parse(bytes, name);
  const [records, events] = [memberOf(trail, 'Records'), memberOf(trail, 'Events')];
  if (isList(records)) return records;
  if (isList(events)) return events.map((event) => recordOf(textAt(event, 'CloudTrailEvent'), name));
  throw new CliError('usage', `${name} is no CloudTrail log: it has neither "Records" nor "Events".`);
}

/** What gzip begins with (RFC 1952 §2.3.1), whatever the file is called. */
function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function parse(bytes: Buffer, name: string): Json {
  try {
    return JSON.parse((isPacked(bytes) ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new CliError('usage', `${name} is not JSON.`);
  }
}

function recordOf(text: string | undefined, name: string): Json {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new CliError('usage', `${name} is not whole: an event in it has no record in "CloudTrailEvent".`);
  }
}

async function* fromBucket({ bucket, prefix, region }: Extract<Trail, { kind: 's3' }>): AsyncGenerator<readonly Json[]> {
  const { GetObjectCommand, paginateListObjectsV2, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...(region === undefined ? {} : { region }), forcePathStyle: true });
  for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '' } of Contents ?? []) {
      if (!isLog(Key)) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      yield recordsIn(Buffer.from((await Body?.transformToByteArray()) ?? []), Key);
    }
  }
}

async function* fromLookup({ hours, region }: Extract<Trail, { kind: 'lookup' }>): AsyncGenerator<readonly Json[]> {
  const { CloudTrailClient, paginateLookupEvents } = await import('@aws-sdk/client-cloudtrail');
  // AWS answers two of these a second and account: the client waits and tries again.
  const client = new CloudTrailClient({ ...(region === undefined ? {} : { region }), maxAttempts: 10 });
  const StartTime = new Date(Date.now() - hours * 3_600_000);
  for await (const { Events } of paginateLookupEvents({ client }, { StartTime })) {
    yield (Events ?? []).map(({ CloudTrailEvent }) => recordOf(CloudTrailEvent, 'LookupEvents'));
  }
}

async function* reaching<T>(what: string, read: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* read;
  } catch (thrown) {
    if (thrown instanceof CliError) throw thrown;
    const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'it failed';
    throw new CliError('unreachable', `AWS did not answer ${what}. ${why}`);
  }
}
