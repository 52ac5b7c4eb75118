import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Header, HttpReply } from '#core/http.ts';
import { maskReply } from '#core/masking/mask-reply.ts';
import { checkSdk, type SdkTally, sdks } from './masking-sdk-operations.ts';
import { type Answering, createAnswering } from './masking-sdk-server.ts';

const catalog = readCatalog();
let upstream: Answering;

before(async () => {
  upstream = await createAnswering();
});

after(() => upstream.close());

// masking-sdk.long.ts parses every operation.
test('the AWS SDK parses masked replies of every protocol with their types intact', async (context) => {
  const tally: SdkTally = { parsed: 0, masked: 0, byService: {} };

  for (const sdk of sdks) await checkSdk(sdk, { catalog, upstream, every: 12 }, tally);

  context.diagnostic(JSON.stringify(tally));
  assert.ok(tally.parsed >= 100 && tally.masked >= 40);
  assert.deepEqual(
    sdks.filter(({ service }) => (tally.byService[service] ?? 0) === 0),
    [],
  );
});

/** Answers the SDK's next call with a reply of AWS as the gateway's client sees it. */
function answer(
  service: string,
  name: string,
  reply: {
    readonly body: string;
    readonly status?: number;
    readonly headers?: readonly Header[];
    readonly secrets?: readonly string[];
  },
): HttpReply {
  const operation = catalog.operation(service, name);
  assert.ok(operation !== undefined);
  const protocol = catalog.services.get(service)?.protocols[0];
  assert.ok(protocol !== undefined);
  const body = Buffer.from(reply.body);
  const { client } = maskReply(
    { status: reply.status ?? 200, headers: [['content-length', String(body.length)], ...(reply.headers ?? [])], body },
    {
      operation,
      protocol,
      output: catalog.shape(operation, 'output'),
      secrets: reply.secrets ?? [],
      errorShape: (code) => catalog.errorShape(service, code),
    },
  );
  upstream.answer(client);
  return client;
}

function options(): {
  readonly region: string;
  readonly endpoint: string;
  readonly maxAttempts: number;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
} {
  return {
    region: 'eu-west-1',
    endpoint: upstream.endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  };
}

test('Secrets Manager: a secret is masked, its names and dates are not', async () => {
  answer('secretsmanager', 'GetSecretValue', {
    body: '{"ARN":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf","CreatedDate":1.614834367523E9,"Name":"db","SecretString":"hunter22","VersionId":"7a1b2c3d-0000-4000-8000-1234567890ab","VersionStages":["AWSCURRENT"]}',
  });

  const reply = await new SecretsManagerClient(options()).send(new GetSecretValueCommand({ SecretId: 'db' }));

  assert.equal(reply.SecretString, '[masked:secret]');
  assert.equal(reply.CreatedDate?.toISOString(), '2021-03-04T05:06:07.523Z');
  assert.deepEqual(reply.VersionStages, ['AWSCURRENT']);
});

test('STS: a minted session token is masked although the model does not mark it', async () => {
  answer('sts', 'AssumeRole', {
    body: '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>abc</SecretAccessKey><SessionToken>IQoJ+/=</SessionToken><Expiration>2021-03-04T06:06:07Z</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>',
  });

  const { Credentials } = await new STSClient(options()).send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/x', RoleSessionName: 's' }),
  );

  assert.deepEqual(Credentials, {
    AccessKeyId: 'ASIATEST',
    SecretAccessKey: '[masked:credential]',
    SessionToken: '[masked:credential]',
    Expiration: new Date('2021-03-04T06:06:07Z'),
  });
});

test('DynamoDB: an item that repeats a masked value fits its CRC', async () => {
  const body = '{"Item":{"pk":{"S":"a"},"note":{"S":"uses hunter22"},"n":{"N":"12345678901234567890"},"b":{"B":"AQI="}}}';
  const client = answer('dynamodb', 'GetItem', { body, headers: [['x-amz-crc32', String(crc32(body))]], secrets: ['hunter22'] });

  const { Item } = await new DynamoDBClient(options()).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));

  assert.deepEqual(Item, {
    pk: { S: 'a' },
    note: { S: 'uses [masked:secret]' },
    n: { N: '12345678901234567890' },
    b: { B: new Uint8Array([1, 2]) },
  });
  assert.deepEqual(client.headers.find(([name]) => name === 'x-amz-crc32')?.[1], String(crc32(client.body)));
});

test('DynamoDB: a cancelled transaction still says why', async () => {
  answer('dynamodb', 'TransactWriteItems', {
    status: 400,
    body: '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled","CancellationReasons":[{"Code":"ConditionalCheckFailed","Message":"no"}]}',
  });

  await assert.rejects(
    new DynamoDBClient(options()).send(new TransactWriteItemsCommand({ TransactItems: [] })),
    (error: Error & { CancellationReasons?: unknown }) => {
      assert.equal(error.name, 'TransactionCanceledException');
      assert.deepEqual(error.CancellationReasons, [{ Code: 'ConditionalCheckFailed', Message: 'no' }]);
      return true;
    },
  );
});

test('S3: listings, bodies, errors and header members', async () => {
  const s3 = new S3Client({ ...options(), forcePathStyle: true });
  answer('s3', 'ListBuckets', {
    body: '<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner><Buckets><Bucket><Name>a</Name><CreationDate>2021-03-04T05:06:07.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
  });
  const buckets = await s3.send(new ListBucketsCommand({}));
  answer('s3', 'ListObjectsV2', {
    body: '<ListBucketResult><Name>b</Name><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>x&amp;y</Key><Size>1</Size></Contents><Contents><Key>z</Key><Size>2</Size></Contents><New>1</New></ListBucketResult>',
  });
  const objects = await s3.send(new ListObjectsV2Command({ Bucket: 'b' }));
  answer('s3', 'GetObject', {
    body: 'hunter22 in a body',
    secrets: ['hunter22'],
    headers: [
      ['content-type', 'text/plain'],
      ['etag', '"e"'],
    ],
  });
  const object = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
  const put = answer('s3', 'PutObject', {
    body: '',
    headers: [
      ['etag', '"e"'],
      ['x-amz-server-side-encryption-context', 'ZTMK'],
      ['x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:eu-west-1:123456789012:key/1'],
    ],
  });
  const stored = await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' }));
  answer('s3', 'GetObject', {
    status: 404,
    body: '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key><RequestId>r</RequestId><HostId>h</HostId></Error>',
  });

  assert.equal(buckets.Buckets?.[0]?.CreationDate?.toISOString(), '2021-03-04T05:06:07.000Z');
  assert.deepEqual(
    objects.Contents?.map(({ Key, Size }) => [Key, Size]),
    [
      ['x&y', 1],
      ['z', 2],
    ],
  );
  assert.equal(objects.NextContinuationToken, 't');
  assert.equal(await object.Body?.transformToString(), '[masked:secret] in a body');
  assert.equal(stored.SSEKMSKeyId, 'arn:aws:kms:eu-west-1:123456789012:key/1');
  assert.equal(stored.SSEKMSEncryptionContext, '[masked:secret]');
  assert.equal(put.headers.at(-1)?.[0], 'x-countersign-masked');
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })), { name: 'NoSuchKey' });
});

const boto = `
import sys
try:
    import boto3
except ImportError:
    sys.exit(42)
from botocore.config import Config
db = boto3.client('dynamodb', endpoint_url=sys.argv[1], region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b', config=Config(retries={'mode': 'legacy', 'max_attempts': 2}))
print(db.get_item(TableName='t', Key={'pk': {'S': 'a'}})['Item']['note']['S'])
`;

test('boto3 checks the CRC of a masked reply and is content at once', async (context) => {
  const body = '{"Item":{"pk":{"S":"a"},"note":{"S":"uses hunter22"}}}';
  answer('dynamodb', 'GetItem', { body, headers: [['x-amz-crc32', String(crc32(body))]], secrets: ['hunter22'] });

  const { code, output } = await python(boto, upstream.endpoint);
  if (code === undefined || code === 42) {
    context.diagnostic('boto3 is not on PATH: this part is skipped');
    return;
  }

  assert.equal(code, 0);
  assert.equal(output.trim(), 'uses [masked:secret]');
  assert.equal(upstream.requestCount(), 1);
});

async function python(script: string, argument: string): Promise<{ readonly code: number | undefined; readonly output: string }> {
  return new Promise((done) => {
    const child = spawn('python3', ['-c', script, argument], { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', () => done({ code: undefined, output }));
    child.on('close', (code) => done({ code: code ?? -1, output }));
  });
}
