/** What clients of the AWS SDK for JavaScript send beside the plain calls of `sdk-calls.ts`: one row of the facts about clients each. */

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { Bedrock } from '@aws-sdk/client-bedrock';
import { CloudFront } from '@aws-sdk/client-cloudfront';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { Route53 } from '@aws-sdk/client-route-53';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { credentials, region } from './signers.ts';

export type Endpoints = { readonly http: string; readonly https: string };

export type SdkRow = {
  /** The service by the catalog's id, the operation, and what is special. */
  readonly call: string;
  readonly send: (endpoints: Endpoints) => Promise<unknown>;
};

const uploadId = 'VXBsb2FkIElE';
const date = new Date('2026-01-31T23:59:59.500Z');

function plain({ http }: Endpoints, path = '') {
  return { endpoint: `${http}${path}`, region, credentials, maxAttempts: 1 };
}

/** Over TLS, whose certificate is the capture's own. */
function secure({ https }: Endpoints) {
  const requestHandler = new NodeHttpHandler({ httpsAgent: new HttpsAgent({ rejectUnauthorized: false }) });
  return { ...plain({ http: https, https }), requestHandler, forcePathStyle: true };
}

const metrics = Array.from({ length: 200 }, (_, index) => ({
  MetricName: `m${index}`,
  Value: index + 0.5,
  Timestamp: date,
  Dimensions: [{ Name: 'host', Value: `node-${index}` }],
}));

export const sdkRows: readonly SdkRow[] = [
  row('cloudwatch PutMetricData, gzip', (at) =>
    new CloudWatch({ ...plain(at), requestMinCompressionSizeBytes: 128 }).putMetricData({
      Namespace: 'App',
      MetricData: metrics,
    }),
  ),
  row('cloudwatch ListMetrics, CBOR', (at) =>
    new CloudWatch({
      ...plain(at),
      protocol: new SmithyRpcV2CborProtocol({ defaultNamespace: 'com.amazonaws.cloudwatch' }),
    }).listMetrics({ Namespace: 'App', Dimensions: [{ Name: 'host', Value: 'ü' }] }),
  ),
  row('sqs SendMessage, by QueueUrl', (at) =>
    new SQS(plain(at)).sendMessage({
      QueueUrl: `${at.http}/123456789012/jobs`,
      MessageBody: 'a b&c=d',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
    }),
  ),
  row('lambda GetFunction, an ARN in the path', (at) =>
    new Lambda(plain(at)).getFunction({ FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f' }),
  ),
  row('lambda Invoke, payload', (at) => new Lambda(plain(at)).invoke({ FunctionName: 'f', Payload: Buffer.from('{"a":1}') })),
  row('cloudfront ListDistributions', (at) => new CloudFront(plain(at)).listDistributions({ MaxItems: 2 })),
  row('route53 ChangeResourceRecordSets, XML body', (at) =>
    new Route53(plain(at)).changeResourceRecordSets({
      HostedZoneId: 'Z1',
      ChangeBatch: {
        Changes: [
          {
            Action: 'UPSERT',
            ResourceRecordSet: { Name: 'a.test', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"<&>"' }] },
          },
        ],
      },
    }),
  ),
  row('apigateway GetRestApis', (at) => new APIGateway(plain(at)).getRestApis({ limit: 5 })),
  row('logs PutLogEvents', (at) =>
    new CloudWatchLogs(plain(at)).putLogEvents({
      logGroupName: '/app/web',
      logStreamName: 's',
      logEvents: [{ timestamp: date.getTime(), message: 'line "one"' }],
    }),
  ),
  row('bedrock ListTagsForResource, service prefix', (at) =>
    new Bedrock(plain(at, '/_svc/bedrock')).listTagsForResource({
      resourceARN: 'arn:aws:bedrock:eu-west-1:123456789012:guardrail/abcdefghijkl',
    }),
  ),
  row('dynamodb ListTables, service prefix', (at) => new DynamoDB(plain(at, '/_svc/dynamodb')).listTables({ Limit: 3 })),
  row('secretsmanager CreateSecret, idempotency token', (at) =>
    new SecretsManager(plain(at)).createSecret({ Name: 'prod/new', SecretString: 'not-a-real-one' }),
  ),
  row('stepfunctions StartSyncExecution, without its host prefix', (at) =>
    new SFN({ ...plain(at), disableHostPrefix: true }).startSyncExecution({
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
      input: '{"a":1}',
    }),
  ),
  row('ec2 CopySnapshot, a URL for the source', (at) =>
    new EC2(plain(at)).copySnapshot({ SourceRegion: 'us-east-1', SourceSnapshotId: 'snap-0123456789abcdef0' }),
  ),
  row('rds CopyDBSnapshot, a URL for the source', (at) =>
    new RDS(plain(at)).copyDBSnapshot({
      SourceDBSnapshotIdentifier: 'arn:aws:rds:us-east-1:123456789012:snapshot:nightly',
      TargetDBSnapshotIdentifier: 'copy',
    }),
  ),
  row('s3 PutObject, over TLS', (at) => new S3(secure(at)).putObject({ Bucket: 'bkt', Key: 'k', Body: 'hello' })),
  row('s3 PutObject, a stream over TLS', (at) =>
    new S3(secure(at)).putObject({
      Bucket: 'bkt',
      Key: 'k',
      Body: Readable.from([Buffer.from('hel'), Buffer.from('lo')]),
      ContentLength: 5,
    }),
  ),
  row('s3 CreateMultipartUpload', (at) => path(at).createMultipartUpload({ Bucket: 'bkt', Key: 'big' })),
  row('s3 UploadPart', (at) =>
    path(at).uploadPart({ Bucket: 'bkt', Key: 'big', UploadId: uploadId, PartNumber: 1, Body: 'part' }),
  ),
  row('s3 CompleteMultipartUpload', (at) =>
    path(at).completeMultipartUpload({
      Bucket: 'bkt',
      Key: 'big',
      UploadId: uploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"e"' }] },
    }),
  ),
  row('s3 CopyObject', (at) => path(at).copyObject({ Bucket: 'bkt', Key: 'copy', CopySource: 'bkt/a%20b%2B' })),
  row('s3 HeadObject', (at) => path(at).headObject({ Bucket: 'bkt', Key: 'k' })),
  row('s3 GetObject, the bucket in front of the host', (at) => virtual(at).getObject({ Bucket: 'bkt', Key: 'a b' })),
];

function path(at: Endpoints): S3 {
  return new S3({ ...plain(at), forcePathStyle: true });
}

/** The SDK's default, where the endpoint has a name; every name leads to this machine. */
function virtual(at: Endpoints): S3 {
  const requestHandler = new NodeHttpHandler({ httpAgent: new HttpAgent({ lookup: thisMachine }) });
  return new S3({ ...plain(at), endpoint: `http://gateway.test:${new URL(at.http).port}`, requestHandler });
}

const thisMachine: LookupFunction = (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]);

function row(call: string, send: SdkRow['send']): SdkRow {
  return { call, send };
}
