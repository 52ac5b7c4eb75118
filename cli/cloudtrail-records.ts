/** CloudTrail's records from where an operator has them: a file, a prefix of the trail's bucket, or LookupEvents of the last 90 days. */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Json } from '#core/model.ts';
import { isList, memberOf, textAt } from '#core/recording/read-json.ts';
import { CliError } from './cli-error.ts';

export type Trail =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly region: string | undefined }
  | { readonly kind: 'lookup'; readonly hours: number; readonly region: string | undefined };

/** Only here does the CLI speak to AWS, with the operator's own credentials. Errors: CliError `usage` and `unreachable`. */
export async function cloudTrailRecords(trail: Trail): Promise<readonly Json[]> {
  switch (trail.kind) {
    case 'file':
      return recordsIn(readTrailFile(trail.path), trail.path);
    case 's3':
      return reaching(`s3://${trail.bucket}/${trail.prefix}`, () => fromBucket(trail));
    case 'lookup':
      return reaching('LookupEvents', () => fromLookup(trail));
  }
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
  if (isList(events)) return events.map((event) => JSON.parse(textAt(event, 'CloudTrailEvent') ?? '{}'));
  throw new CliError('usage', `${name} is no CloudTrail log: it has neither "Records" nor "Events".`);
}

function parse(bytes: Buffer, name: string): Json {
  try {
    return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    throw new CliError('usage', `${name} is not JSON.`);
  }
}

async function fromBucket({ bucket, prefix, region }: Extract<Trail, { kind: 's3' }>): Promise<readonly Json[]> {
  const { GetObjectCommand, paginateListObjectsV2, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...(region === undefined ? {} : { region }), forcePathStyle: true });
  const records: Json[] = [];
  for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '' } of Contents ?? []) {
      // Digests of the trail lie beside its logs.
      if (!Key.endsWith('.json.gz') || Key.includes('/CloudTrail-Digest/')) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      records.push(...recordsIn(Buffer.from((await Body?.transformToByteArray()) ?? []), Key));
    }
  }
  return records;
}

async function fromLookup({ hours, region }: Extract<Trail, { kind: 'lookup' }>): Promise<readonly Json[]> {
  const { CloudTrailClient, paginateLookupEvents } = await import('@aws-sdk/client-cloudtrail');
  // AWS answers two of these a second and account: the client waits and tries again.
  const client = new CloudTrailClient({ ...(region === undefined ? {} : { region }), maxAttempts: 10 });
  const StartTime = new Date(Date.now() - hours * 3_600_000);
  const records: Json[] = [];
  for await (const { Events } of paginateLookupEvents({ client }, { StartTime })) {
    for (const { CloudTrailEvent } of Events ?? []) records.push(JSON.parse(CloudTrailEvent ?? '{}'));
  }
  return records;
}

async function reaching<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof CliError) throw thrown;
    const why = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'it failed';
    throw new CliError('unreachable', `AWS did not answer ${what}. ${why}`);
  }
}
