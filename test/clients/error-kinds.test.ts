/** Every kind of error in every protocol, as the unmodified SDK for JavaScript takes it: what it shows its user, and how often it sends. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListBucketsCommand, S3Client, type S3ServiceException } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { ConfiguredRetryStrategy, isThrottlingError } from '@smithy/core/retry';
import type { Protocol } from '#core/catalog/service.ts';
import { GatewayError } from '#core/errors.ts';
import {
  type ErrorDouble,
  errorKinds,
  errorOf,
  mostAttempts,
  requestId,
  sentence,
  startErrorDouble,
  throttling,
} from './support/error-double.ts';

type Settings = ReturnType<typeof settings>;
type Caller = { readonly protocol: Protocol; readonly signingName: string; readonly call: (how: Settings) => Promise<unknown> };

const clients: readonly Caller[] = [
  of('ec2', 'ec2', (how) => new EC2Client(how).send(new DescribeInstancesCommand({}))),
  of('query', 'sts', (how) => new STSClient(how).send(new GetCallerIdentityCommand({}))),
  of('json', 'dynamodb', (how) => new DynamoDBClient(how).send(new ListTablesCommand({}))),
  of('rest-json', 'lambda', (how) => new LambdaClient(how).send(new ListFunctionsCommand({}))),
  of('rest-xml', 's3', (how) => new S3Client(how).send(new ListBucketsCommand({}))),
  of('rest-xml', 'route53', (how) => new Route53Client(how).send(new ListHostedZonesCommand({}))),
  of('json', 'monitoring', (how) => new CloudWatchClient(how).send(new ListMetricsCommand({}))),
  of('cbor', 'monitoring', (how) =>
    new CloudWatchClient({ ...how, protocol: AwsSmithyRpcV2CborProtocol }).send(new ListMetricsCommand({})),
  ),
];

let double: ErrorDouble;

before(async () => {
  double = await startErrorDouble();
});
after(() => double.close());

const realNow = Date.now;

function of(protocol: Protocol, signingName: string, call: Caller['call']): Caller {
  return { protocol, signingName, call };
}

function settings() {
  return {
    region: 'eu-west-1',
    endpoint: double.url,
    credentials: { accessKeyId: 'CSG', secretAccessKey: 'secret', sessionToken: 'token' },
    retryStrategy: new ConfiguredRetryStrategy(mostAttempts, 1),
  };
}

/** What the SDK throws, and how many requests it made of it. */
async function failure(
  client: Caller,
  error: GatewayError,
): Promise<{ readonly thrown: S3ServiceException; readonly attempts: number; readonly signedAt: readonly string[] }> {
  const sent = double.answer(error, client);
  const thrown = await client.call(settings()).then(
    () => assert.fail('the call was answered'),
    (reason: S3ServiceException) => reason,
  );
  return { thrown, attempts: sent.length, signedAt: sent };
}

/** An `x-amz-date` in milliseconds. */
function epoch(amzDate: string): number {
  return Date.parse(amzDate.replace(/^(.{4})(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

for (const client of clients) {
  const name = `${client.protocol} (${client.signingName})`;
  for (const [what, kind] of Object.entries(errorKinds)) {
    test(`${name}: ${what} is shown in the gateway's words and sent ${kind.attempts === 1 ? 'once' : 'again'}`, async () => {
      const { thrown, attempts } = await failure(client, errorOf(kind));

      assert.match(thrown.name, kind.name);
      assert.equal(isThrottlingError({ name: thrown.name, message: '' }), kind.name === throttling);
      assert.deepEqual([thrown.message, thrown.$metadata.requestId, attempts], [sentence, requestId, kind.attempts]);
      assert.equal(thrown.$response?.headers['x-amzn-requestid'], requestId);
    });
  }

  test(`${name}: a clock that is an hour slow is set by the refusal, and the call sent again by it`, async (t) => {
    t.mock.method(Date, 'now', () => realNow() - 3_600_000);

    const { thrown, signedAt } = await failure(client, new GatewayError('unauthenticated', sentence, { fault: 'clock-skew' }));

    assert.equal(thrown.message, sentence);
    const [first = '', second = ''] = signedAt;
    assert.ok(epoch(second) - epoch(first) > 3_500_000, `${first} ${second}`);
  });

  test(`${name}: what may have run is not sent again by a client whose clock is wrong`, async (t) => {
    t.mock.method(Date, 'now', () => realNow() - 3_600_000);

    const { attempts } = await failure(client, new GatewayError('outcome-unknown', sentence));

    assert.equal(attempts, 1);
  });
}
