/** One call of each protocol and of each awkward form, by the unmodified clients of the AWS SDK for JavaScript. */

import { Readable } from 'node:stream';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { credentials, region } from './signers.ts';

export type SdkCall = {
  readonly name: string;
  readonly service: string;
  /** The code by which this client shows a denial. */
  readonly denialCode: string;
  readonly send: (endpoint: string) => Promise<unknown>;
};

const hostileKey = 'a b/ü+&=?#%2F~!*()//x/./y';

function options(endpoint: string) {
  return { endpoint, region, credentials };
}

function s3(endpoint: string): S3 {
  return new S3({ ...options(endpoint), forcePathStyle: true });
}

/** Every one is signed over `http`, as on one machine. */
export const sdkCalls: readonly SdkCall[] = [
  call('ec2', 'UnauthorizedOperation', 'RunInstances', (endpoint) =>
    new EC2(options(endpoint)).runInstances({ ImageId: 'ami-1', MinCount: 1, MaxCount: 1, UserData: 'a+b c&d' }),
  ),
  call('ec2', 'UnauthorizedOperation', 'DescribeInstances', (endpoint) =>
    new EC2(options(endpoint)).describeInstances({ Filters: [{ Name: 'tag:a b', Values: ['ü', '1'] }] }),
  ),
  call('sts', 'AccessDenied', 'GetCallerIdentity', (endpoint) => new STS(options(endpoint)).getCallerIdentity({})),
  call('iam', 'AccessDenied', 'CreateUser', (endpoint) => new IAM(options(endpoint)).createUser({ UserName: 'eve' })),
  call('dynamodb', 'AccessDeniedException', 'PutItem', (endpoint) =>
    new DynamoDB(options(endpoint)).putItem({ TableName: 'orders', Item: { id: { S: 'ü🚀' } } }),
  ),
  call('ssm', 'AccessDeniedException', 'GetParameter', (endpoint) =>
    new SSM(options(endpoint)).getParameter({ Name: '/prod/db', WithDecryption: true }),
  ),
  call('secretsmanager', 'AccessDeniedException', 'GetSecretValue', (endpoint) =>
    new SecretsManager(options(endpoint)).getSecretValue({ SecretId: 'prod/db' }),
  ),
  call('s3', 'AccessDenied', 'ListObjectsV2', (endpoint) => s3(endpoint).listObjectsV2({ Bucket: 'bkt', Prefix: 'a b/ü+&=' })),
  call('s3', 'AccessDenied', 'GetObject', (endpoint) =>
    s3(endpoint).getObject({ Bucket: 'bkt', Key: hostileKey, Range: 'bytes=0-9' }),
  ),
  call('s3', 'AccessDenied', 'PutObject', (endpoint) =>
    s3(endpoint).putObject({
      Bucket: 'bkt',
      Key: hostileKey,
      Body: 'hello',
      ContentType: 'text/plain; charset=iso-8859-1',
      ContentEncoding: 'gzip',
      CacheControl: 'no-cache',
      Metadata: { spaced: 'two  words' },
    }),
  ),
  call('s3', 'AccessDenied', 'PutObject of a stream', (endpoint) =>
    s3(endpoint).putObject({ Bucket: 'bkt', Key: 'k', Body: Readable.from([Buffer.from('hello')]), ContentLength: 5 }),
  ),
  call('s3', 'AccessDenied', 'DeleteObjects', (endpoint) =>
    s3(endpoint).deleteObjects({ Bucket: 'bkt', Delete: { Objects: [{ Key: 'a&b<c>' }] } }),
  ),
];

function call(service: string, denialCode: string, name: string, send: SdkCall['send']): SdkCall {
  return { name: `${service} ${name}`, service, denialCode, send };
}
