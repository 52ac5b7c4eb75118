/** S3 over moto_server by the unmodified SDK and aws CLI: parts, copies, conditions, encoded lists and hostile keys, with the gateway and without it. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { needs } from './support/on-path.ts';

const Bucket = 'demo';
const partBytes = 5 * 1024 * 1024;
const programs = needs('moto_server');
const keys = ['h/a//b/../c/./d %2F', 'h/ /+', "h/a!b'(c)*~", 'h/%2e%2e/x', 'h/ü/日本', 'h/a;b:c@d,e$f', 'h/?x=1&y#z', 'h/\\..\\'];

let home: string;
let moto: Moto;
let gateway: TestGateway;
let direct: S3Client;
let governed: S3Client;
let env: Readonly<Record<string, string>>;

before(async () => {
  if (programs.skip !== false) return;
  home = mkdtempSync(join(tmpdir(), 'countersign-s3-'));
  moto = await startMoto();
  gateway = await startGateway({ configFile: configFor(moto.url) });
  const issued = await gateway.issue('engineer');
  env = keysEnv(gateway.wireUrl, issued);
  const region = 'eu-west-1';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  direct = new S3Client({ region, endpoint: moto.url, forcePathStyle: true, credentials });
  governed = new S3Client({ region, endpoint: gateway.wireUrl, credentials: issued });
  await direct.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
});
after(async () => {
  if (programs.skip !== false) return;
  direct.destroy();
  governed.destroy();
  await gateway.stop();
  await moto.stop();
  rmSync(home, { recursive: true });
});

/** What is tried here is the wire: one policy that lets everything pass. */
function configFor(endpoint: string): string {
  writeFileSync(join(home, 'all.cedar'), '@id("all") permit (principal, action, resource);');
  const file = join(home, 'countersign.config.yaml');
  const shipped = readFileSync(new URL('../../local/countersign.config.yaml', import.meta.url), 'utf8');
  writeFileSync(file, shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace(/^policies: .*$/m, 'policies: .'));
  return file;
}

async function bytesOf(client: S3Client, Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const status = (error: unknown) => Object(error).$metadata?.httpStatusCode;

test('an object that went up in parts, one of them copied, is the same behind the gateway', programs, async () => {
  const [Key, source] = ['in parts/ü+&=?#%2F', 'source'];
  const parts = [randomBytes(partBytes), randomBytes(partBytes), randomBytes(17)] as const;
  await direct.send(new PutObjectCommand({ Bucket, Key: source, Body: parts[1] }));
  const { UploadId } = await governed.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { note: 'two' } }));
  const at = { Bucket, Key, UploadId };
  const first = await governed.send(new UploadPartCommand({ ...at, PartNumber: 1, Body: parts[0] }));
  const copied = await governed.send(new UploadPartCopyCommand({ ...at, PartNumber: 2, CopySource: `${Bucket}/${source}` }));
  const last = await governed.send(new UploadPartCommand({ ...at, PartNumber: 3, Body: parts[2] }));
  const listed = await governed.send(new ListPartsCommand(at));
  const etags = [first.ETag, copied.CopyPartResult?.ETag, last.ETag];
  const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
  await governed.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));

  assert.deepEqual(
    listed.Parts?.map(({ Size }) => Size),
    [partBytes, partBytes, 17],
  );
  assert.ok((await bytesOf(direct, Key)).equals(Buffer.concat(parts)));
  assert.ok((await bytesOf(governed, Key)).equals(Buffer.concat(parts)));
});

test(
  'hostile keys are written, listed with and without an encoding, copied, read and deleted as they are',
  programs,
  async () => {
    for (const Key of keys) await governed.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const lists = [];
    for (const EncodingType of ['url', undefined] as const) {
      const asked = { Bucket, Prefix: 'h/', ...(EncodingType === undefined ? {} : { EncodingType }) };
      const [one, other] = [
        await governed.send(new ListObjectsV2Command(asked)),
        await direct.send(new ListObjectsV2Command(asked)),
      ];
      lists.push([one.Contents?.map(({ Key }) => Key), other.Contents?.map(({ Key }) => Key)]);
    }
    const CopySource = `${Bucket}/${encodeURIComponent(keys[0] ?? '')}`;
    await governed.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource }));

    for (const [one, other] of lists) assert.deepEqual(one, other);
    assert.equal(lists[0]?.[0]?.length, keys.length);
    for (const Key of keys) assert.equal((await bytesOf(direct, Key)).toString(), Key);
    assert.equal((await bytesOf(governed, 'copied')).toString(), keys[0]);
    await governed.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    assert.equal((await direct.send(new ListObjectsV2Command({ Bucket, Prefix: 'h/' }))).KeyCount, 0);
  },
);

test('conditions, ranges and HEAD say the same with the gateway and without it', programs, async () => {
  const Key = 'conditions';
  const { ETag } = await direct.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
  const outcomes = [];
  for (const client of [governed, direct]) {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    const range = await client.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=2-4', IfMatch: ETag }));
    const unchanged = await client.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag })).catch(status);
    const other = await client.send(new GetObjectCommand({ Bucket, Key, IfMatch: '"other"' })).catch(status);
    const missing = await client.send(new HeadObjectCommand({ Bucket, Key: 'missing' })).catch(status);
    const text = await range.Body?.transformToString();
    outcomes.push([head.ContentLength, head.ETag, text, range.ContentRange, unchanged, other, missing]);
  }

  assert.deepEqual(outcomes[0], outcomes[1]);
  assert.deepEqual(outcomes[0]?.slice(2), ['234', 'bytes 2-4/10', 304, 412, 404]);
});

test('aws s3 copies a tree up and down byte for byte', needs('moto_server', 'aws'), async () => {
  const [up, down] = [join(home, 'up.bin'), join(home, 'down.bin')];
  writeFileSync(up, randomBytes(12 * 1024 * 1024));
  const config = join(home, 'aws-config');
  writeFileSync(config, '[default]\ns3 =\n  addressing_style = path\n  multipart_threshold = 5MB\n  multipart_chunksize = 5MB\n');
  const own = { ...env, AWS_CONFIG_FILE: config };

  const sent = await awsCli(['s3', 'cp', '--no-progress', up, `s3://${Bucket}/tree/a b/+&.bin`], own);
  const moved = await awsCli(['s3', 'mv', '--no-progress', `s3://${Bucket}/tree/a b/+&.bin`, `s3://${Bucket}/tree/moved`], own);
  const got = await awsCli(['s3', 'cp', '--no-progress', `s3://${Bucket}/tree/moved`, down], own);

  assert.deepEqual([sent.code, moved.code, got.code], [0, 0, 0], sent.stderr + moved.stderr + got.stderr);
  assert.ok(readFileSync(up).equals(readFileSync(down)));
});
