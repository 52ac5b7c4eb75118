/** Every kind of error in every protocol, as the unmodified SDK for JavaScript takes it: what it shows its user, and how often it sends. */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { type CredentialFault, type ErrorCode, GatewayError } from '#core/errors.ts';
import type { Header } from '#core/http.ts';
import { encodeError } from '#core/protocols/aws/errors/encode-error.ts';

type Kind = {
  readonly code: ErrorCode;
  readonly fault?: CredentialFault;
  readonly attempts: number;
  readonly name: RegExp;
};

/** What the SDK sends at most, so that a wait that is retried ends. */
const most = 2;
const sentence = 'Countersign: NOT EXECUTED <yet>. Approve: https://gate.example/approvals/1?t=a&u=b';
const requestId = '01ABC';

const denied = /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation)$/;
const throttling = /^(?:Throttling(?:Exception)?|RequestLimitExceeded|SlowDown)$/;
const kinds: Readonly<Record<string, Kind>> = {
  'a denial': { code: 'denied', attempts: 1, name: denied },
  'an approval that was rejected': { code: 'approval-rejected', attempts: 1, name: denied },
  'the end of a hold': { code: 'awaiting-approval', attempts: most, name: throttling },
  'a budget that is spent': { code: 'rate-limited', attempts: most, name: throttling },
  'a key that is unknown': {
    code: 'unauthenticated',
    fault: 'unknown-key',
    attempts: 1,
    name: /^(?:InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId)$/,
  },
  'credentials that expired': {
    code: 'unauthenticated',
    fault: 'expired',
    attempts: 1,
    name: /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/,
  },
  'a malformed request': {
    code: 'malformed-request',
    attempts: 1,
    name: /^(?:Validation(?:Error|Exception)|InvalidRequest)$/,
  },
  'a body over the limit': {
    code: 'payload-too-large',
    attempts: 1,
    name: /^(?:RequestEntityTooLarge(?:Exception)?|EntityTooLarge)$/,
  },
  'an outcome that nobody knows': { code: 'outcome-unknown', attempts: 1, name: /^OutcomeUnknown(?:Exception)?$/ },
  'a reply that is withheld': { code: 'masking-failed', attempts: 1, name: /^ReplyWithheld(?:Exception)?$/ },
  'a command that ran before': { code: 'conflict', attempts: 1, name: /^CallConflict(?:Exception)?$/ },
  'an upstream out of reach': {
    code: 'upstream-unreachable',
    attempts: most,
    name: /^(?:ServiceUnavailable(?:Exception)?|Unavailable)$/,
  },
};

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

type Answering = { readonly error: GatewayError; readonly wire: Pick<Caller, 'protocol' | 'signingName'> };

/** The gateway's errors and nothing else behind a port, and the dates of what was sent to it. */
let server: Server;
let answering: Answering;
let signedAt: string[] = [];

before(async () => {
  server = createServer((request, response) => {
    signedAt.push(String(request.headers['x-amz-date']));
    request.resume().on('end', () => {
      const { method = '', url = '' } = request;
      const headers = Object.entries(request.headers).map(([name, value]): Header => [name, String(value)]);
      const asked = { method, path: url, query: '', headers, body: new Uint8Array() };
      const now = new Date(realNow()).toISOString();
      const reply = encodeError(answering.error, { ...answering.wire, request: asked, requestId, now });
      response.sendDate = false;
      response.writeHead(reply.status, reply.headers.flat()).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server.close());

const realNow = Date.now;

function of(protocol: Protocol, signingName: string, call: Caller['call']): Caller {
  return { protocol, signingName, call };
}

function settings() {
  const { port } = server.address() as AddressInfo;
  return {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'CSG', secretAccessKey: 'secret', sessionToken: 'token' },
    retryStrategy: new ConfiguredRetryStrategy(most, 1),
  };
}

/** What the SDK throws, and how many requests it made of it. */
async function failure(
  client: Caller,
  error: GatewayError,
): Promise<{ readonly thrown: S3ServiceException; readonly attempts: number }> {
  answering = { error, wire: client };
  signedAt = [];
  const thrown = await client.call(settings()).then(
    () => assert.fail('the call was answered'),
    (reason: S3ServiceException) => reason,
  );
  return { thrown, attempts: signedAt.length };
}

/** An `x-amz-date` in milliseconds. */
function epoch(amzDate: string): number {
  return Date.parse(amzDate.replace(/^(.{4})(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

for (const client of clients) {
  const name = `${client.protocol} (${client.signingName})`;
  for (const [what, kind] of Object.entries(kinds)) {
    test(`${name}: ${what} is shown in the gateway's words and sent ${kind.attempts === 1 ? 'once' : 'again'}`, async () => {
      const details = kind.fault === undefined ? {} : { fault: kind.fault };

      const { thrown, attempts } = await failure(client, new GatewayError(kind.code, sentence, details));

      assert.match(thrown.name, kind.name);
      assert.equal(isThrottlingError({ name: thrown.name, message: '' }), kind.name === throttling);
      assert.deepEqual([thrown.message, thrown.$metadata.requestId, attempts], [sentence, requestId, kind.attempts]);
      assert.equal(thrown.$response?.headers['x-amzn-requestid'], requestId);
    });
  }

  test(`${name}: a clock that is an hour slow is set by the refusal, and the call sent again by it`, async (t) => {
    t.mock.method(Date, 'now', () => realNow() - 3_600_000);

    const { thrown } = await failure(client, new GatewayError('unauthenticated', sentence, { fault: 'clock-skew' }));

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
