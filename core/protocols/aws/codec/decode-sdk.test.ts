/** The AWS SDK for JavaScript as oracle: what its clients send over 127.0.0.1 is identified and decoded to what they were given. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { catalog } from '#test/differential/decode-one.ts';
import type { HttpRequest } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';
import { identify } from '../identify/identify.ts';
import { decodeParameters } from './decode.ts';

let server: Server;
let received: HttpRequest | undefined;

before(async () => {
  server = createServer(async (incoming, reply) => {
    received = await read(incoming);
    reply.writeHead(400, { 'content-type': 'text/plain' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(() => {
  server.closeAllConnections();
  server.close();
});

type Send = (options: Options) => Promise<unknown>;
type Options = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly maxAttempts: number;
};

type Case = readonly [signingName: string, id: string, send: Send, expected: Parameters];

const time = new Date('2024-02-29T12:34:56.789Z');
const bytes = Uint8Array.from([0, 1, 2, 255]);

const cases: readonly Case[] = [
  ['sts', 'sts:GetCallerIdentity', (options) => new sts.STSClient(options).send(new sts.GetCallerIdentityCommand({})), {}],
  [
    'sts',
    'sts:AssumeRole',
    (options) =>
      new sts.STSClient(options).send(
        new sts.AssumeRoleCommand({
          RoleArn: 'arn:aws:iam::1:role/r',
          RoleSessionName: 'é +&=',
          Tags: [{ Key: 'k', Value: '' }],
          TransitiveTagKeys: [],
          DurationSeconds: 900,
        }),
      ),
    {
      RoleArn: 'arn:aws:iam::1:role/r',
      RoleSessionName: 'é +&=',
      Tags: [{ Key: 'k', Value: '' }],
      TransitiveTagKeys: [],
      DurationSeconds: 900,
    },
  ],
  [
    'iam',
    'iam:CreateRole',
    (options) =>
      new iam.IAMClient(options).send(
        new iam.CreateRoleCommand({
          RoleName: 'r',
          AssumeRolePolicyDocument: '{"a": ["b"]}',
          MaxSessionDuration: 3600,
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
    {
      RoleName: 'r',
      AssumeRolePolicyDocument: '{"a": ["b"]}',
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ],
  [
    'ec2',
    'ec2:RunInstances',
    (options) =>
      new ec2.EC2Client(options).send(
        new ec2.RunInstancesCommand({
          ImageId: 'ami-1',
          MinCount: 1,
          MaxCount: 2,
          ClientToken: 't',
          UserData: 'AAEC',
          SecurityGroupIds: ['sg-1', 'sg-2'],
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, Encrypted: true } }],
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              Ipv6Addresses: [{ Ipv6Address: '::1' }],
              PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1', Primary: true }],
            },
          ],
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'yes' }] }],
        }),
      ),
    {
      ImageId: 'ami-1',
      MinCount: 1,
      MaxCount: 2,
      ClientToken: 't',
      UserData: 'AAEC',
      SecurityGroupIds: ['sg-1', 'sg-2'],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, Encrypted: true } }],
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          Ipv6Addresses: [{ Ipv6Address: '::1' }],
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1', Primary: true }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'yes' }] }],
    },
  ],
  [
    'ec2',
    'ec2:DescribeSpotPriceHistory',
    (options) =>
      new ec2.EC2Client(options).send(
        new ec2.DescribeSpotPriceHistoryCommand({ StartTime: time, Filters: [{ Name: 'a', Values: ['b', 'c'] }] }),
      ),
    {
      StartTime: '2024-02-29T12:34:56.789Z',
      Filters: [{ Name: 'a', Values: ['b', 'c'] }],
    },
  ],
  [
    'dynamodb',
    'dynamodb:PutItem',
    (options) =>
      new dynamodb.DynamoDBClient(options).send(
        new dynamodb.PutItemCommand({
          TableName: 't',
          Item: {
            s: { S: 'ü🙂' },
            n: { N: '12345678901234567890' },
            b: { B: bytes },
            l: { L: [{ NULL: true }, { M: {} }] },
            ss: { SS: ['a'] },
          },
        }),
      ),
    {
      TableName: 't',
      Item: {
        s: { S: 'ü🙂' },
        n: { N: '12345678901234567890' },
        b: { B: 'AAEC/w==' },
        l: { L: [{ NULL: true }, { M: {} }] },
        ss: { SS: ['a'] },
      },
    },
  ],
  [
    'dynamodb',
    'dynamodb:ListTables',
    (options) => new dynamodb.DynamoDBClient(options).send(new dynamodb.ListTablesCommand({ Limit: 5 })),
    { Limit: 5 },
  ],
  [
    'ssm',
    'ssm:GetParameters',
    (options) => new ssm.SSMClient(options).send(new ssm.GetParametersCommand({ Names: ['/a/b', 'c:3'], WithDecryption: true })),
    {
      Names: ['/a/b', 'c:3'],
      WithDecryption: true,
    },
  ],
  [
    'ssm',
    'ssm:DescribeMaintenanceWindowSchedule',
    (options) => new ssm.SSMClient(options).send(new ssm.DescribeMaintenanceWindowScheduleCommand({ MaxResults: 1 })),
    { MaxResults: 1 },
  ],
  [
    'secretsmanager',
    'secretsmanager:PutSecretValue',
    (options) =>
      new secrets.SecretsManagerClient(options).send(
        new secrets.PutSecretValueCommand({ SecretId: 's', SecretBinary: bytes, ClientRequestToken: 't', VersionStages: ['a'] }),
      ),
    {
      SecretId: 's',
      SecretBinary: 'AAEC/w==',
      ClientRequestToken: 't',
      VersionStages: ['a'],
    },
  ],
  ['s3', 's3:ListBuckets', (options) => new s3.S3Client(options).send(new s3.ListBucketsCommand({})), {}],
  [
    's3',
    's3:PutObject',
    (options) =>
      new s3.S3Client(options).send(
        new s3.PutObjectCommand({
          Bucket: 'bucket',
          Key: 'a b/ü+&=?#%2F~!*()/x',
          Body: 'body',
          ContentType: 'text/plain',
          Metadata: { Owner: 'eve' },
          Tagging: 'a=b',
          ObjectLockRetainUntilDate: time,
        }),
      ),
    {
      Bucket: 'bucket',
      Key: 'a b/ü+&=?#%2F~!*()/x',
      Body: { sizeBytes: 4 },
      ContentType: 'text/plain',
      Metadata: { owner: 'eve' },
      Tagging: 'a=b',
      ObjectLockRetainUntilDate: '2024-02-29T12:34:56.789Z',
    },
  ],
  [
    's3',
    's3:GetObject',
    (options) =>
      new s3.S3Client(options).send(
        new s3.GetObjectCommand({
          Bucket: 'bucket',
          Key: 'k',
          Range: 'bytes=0-1',
          VersionId: 'v',
          IfModifiedSince: new Date('2024-02-29T12:34:56Z'),
        }),
      ),
    {
      Bucket: 'bucket',
      Key: 'k',
      Range: 'bytes=0-1',
      VersionId: 'v',
      IfModifiedSince: '2024-02-29T12:34:56.000Z',
    },
  ],
  [
    's3',
    's3:ListObjectsV2',
    (options) => new s3.S3Client(options).send(new s3.ListObjectsV2Command({ Bucket: 'bucket', Prefix: 'a b/+', MaxKeys: 3 })),
    { Bucket: 'bucket', Prefix: 'a b/+', MaxKeys: 3 },
  ],
  [
    's3',
    's3:DeleteObjects',
    (options) =>
      new s3.S3Client(options).send(
        new s3.DeleteObjectsCommand({
          Bucket: 'bucket',
          Delete: { Objects: [{ Key: 'a&<b>\r\n' }, { Key: ' c ', VersionId: 'v' }], Quiet: true },
        }),
      ),
    {
      Bucket: 'bucket',
      Delete: { Objects: [{ Key: 'a&<b>\r\n' }, { Key: ' c ', VersionId: 'v' }], Quiet: true },
    },
  ],
  [
    's3',
    's3:GetObjectAttributes',
    (options) =>
      new s3.S3Client(options).send(
        new s3.GetObjectAttributesCommand({ Bucket: 'bucket', Key: 'k', ObjectAttributes: ['ETag', 'ObjectSize'] }),
      ),
    {
      Bucket: 'bucket',
      Key: 'k',
      ObjectAttributes: ['ETag', 'ObjectSize'],
    },
  ],
  [
    's3',
    's3:CopyObject',
    (options) =>
      new s3.S3Client(options).send(new s3.CopyObjectCommand({ Bucket: 'bucket', Key: 'k', CopySource: 'from/a%20b' })),
    { Bucket: 'bucket', Key: 'k', CopySource: 'from/a%20b' },
  ],
  [
    's3',
    's3:PutBucketLifecycleConfiguration',
    (options) =>
      new s3.S3Client(options).send(
        new s3.PutBucketLifecycleConfigurationCommand({
          Bucket: 'bucket',
          LifecycleConfiguration: {
            Rules: [
              { ID: 'r', Status: 'Enabled', Filter: { Prefix: 'p' }, Transitions: [{ Date: time, StorageClass: 'GLACIER' }] },
            ],
          },
        }),
      ),
    {
      Bucket: 'bucket',
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'r',
            Status: 'Enabled',
            Filter: { Prefix: 'p' },
            Transitions: [{ Date: '2024-02-29T12:34:56.789Z', StorageClass: 'GLACIER' }],
          },
        ],
      },
    },
  ],
];

/** What the SDK adds of its own accord: checksums of the body, and content types of S3. */
const added = new Set(['ChecksumAlgorithm', 'ChecksumMode', 'ChecksumCRC32', 'ContentType', 'ContentMD5']);

for (const [signingName, id, send, expected] of cases) {
  test(`what the SDK sends is decoded to what it was given: ${id}`, async () => {
    received = undefined;

    await send(options()).catch(() => undefined);

    assert.ok(received, 'the client sent something');
    const { protocol, candidates, request } = identify(received, signingName, catalog);
    assert.deepEqual(
      candidates.map(({ service, name }) => `${service}:${name}`),
      [id],
    );
    const [operation] = candidates;
    const service = catalog.services.get(operation.service);
    assert.ok(service);
    const decoded = decodeParameters(request, { protocol, operation, service, input: catalog.shape(operation, 'input') });
    assert.deepEqual(withoutAdded(decoded, expected), expected);
  });
}

function withoutAdded(decoded: Parameters, expected: Parameters): Parameters {
  return Object.fromEntries(Object.entries(decoded).filter(([name]) => name in expected || !added.has(name)));
}

function options(): Options {
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  return { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials, maxAttempts: 1 };
}

async function read(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const [path = '', query = ''] = (incoming.url ?? '').split(/\?(.*)/s);
  const headers = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, index) => {
    return [incoming.rawHeaders[2 * index] ?? '', incoming.rawHeaders[2 * index + 1] ?? ''] as const;
  });
  return { method: incoming.method ?? '', path, query, headers, body: new Uint8Array(Buffer.concat(chunks)) };
}
