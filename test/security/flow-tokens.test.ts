/**
 * Flow tokens (threats 28): where a policy in reach reads parameters, a page goes on only for who began, on the same connection and with the
 * same parameters. The paginators of the unmodified AWS SDK for JavaScript go on working, in every protocol.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import { EC2Client, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { ECSClient, paginateListClusters } from '@aws-sdk/client-ecs';
import { IAMClient, paginateListUsers } from '@aws-sdk/client-iam';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { HttpResponse, type HttpRequest as SdkRequest } from '@smithy/core/protocols';
import { readCatalog } from '#adapters/files/catalog.ts';
import { canonicalJson } from '#core/canonical.ts';
import { awsAccount } from '#core/connections/aws-account.ts';
import { GatewayError } from '#core/errors.ts';
import { ownTokens, withClientTokens } from '#core/flow-tokens.ts';
import type { Caller, DecodedCall } from '#core/front.ts';
import type { Header, HttpReply, HttpRequest } from '#core/http.ts';
import { maskReply } from '#core/masking/mask-reply.ts';
import type { Connection, Parameters } from '#core/model.ts';
import { decodeNamedCall } from '#core/named-call.ts';
import { decodeReply } from '#core/protocols/aws/codec/decode-reply.ts';
import { flowMembers } from '#core/protocols/aws/codec/flow-token.ts';
import { withReplyTexts } from '#core/protocols/aws/codec/reply-texts.ts';
import { readScope } from '#core/protocols/aws/signature/authorization.ts';
import type { Keyring } from '#core/sealed.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { sampleReply } from '#test/differential/reply-sample.ts';
import { ada, permitAll, policySet } from '#test/policy/questions.ts';

const catalog = readCatalog();
const keyring: Keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(7)]]) };
const hashKey = new Uint8Array(32);
const role = { arn: 'arn:aws:iam::123456789012:role/countersign/engineer', groups: ['team'], narrow: 'service' } as const;
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1', 'us-east-1'],
  roles: [role],
  wait: 'hold',
  mode: 'enforce',
};
const onlyOne = `@id("one") @reason("one page only") forbid (principal, action, resource)
  when { context.requestParams.hasTag("Owner") && context.requestParams.getTag("Owner").contains("eve") };`;
const reading = policySet(permitAll, onlyOne);
const blind = policySet(permitAll);

function callerOn(more: Partial<Connection> = {}, principal = ada): Caller {
  const on = { ...connection, ...more };
  const times = { openedAt: '2026-01-31T10:00:00.000Z', expiresAt: '2026-01-31T11:00:00.000Z' };
  return { connection: on, role, session: { id: 's1', principal, connection: on.name, role: role.arn, ...times } };
}

type By = { readonly caller?: Caller; readonly policies?: typeof reading };

function ask(service: string, operation: string, parameters: Parameters, { caller = callerOn(), policies = reading }: By = {}) {
  const tokens = ownTokens(caller, { policies: () => policies, keyring });
  return decodeNamedCall(
    { service, operation, parameters },
    { catalog, connection: awsAccount(caller.connection), hashKey, ownTokens: tokens },
  );
}

/** A page of AWS that goes on by `token`, as the client gets it. */
function answer(decoded: DecodedCall, token: string, { caller = callerOn(), policies = reading }: By = {}): HttpReply {
  const masked = maskReply(pageOf(decoded, token), { ...decoded.wire, secrets: [] });
  return withClientTokens(masked.client, { decoded, caller }, { policies: () => policies, keyring });
}

function pageOf({ wire }: DecodedCall, token: string): HttpReply {
  const { operation, output, protocol, service, input } = wire;
  const sampled = sampleReply(operation, output, { protocol, seed: 5 })?.reply;
  assert.ok(sampled);
  const names = flowMembers(service.id, input, output).outputs;
  return withReplyTexts(sampled, { as: wire, names, change: () => token });
}

function tokenIn(decoded: DecodedCall, reply: HttpReply): string {
  const read = decodeReply(reply, { ...decoded.wire, maxPayloadBytes: 1_000_000 });
  assert.ok(read.outcome === 'response');
  return String(read.response.NextToken);
}

function refusal(run: () => unknown): GatewayError {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'it was not refused' });
}

const asked: Parameters = { Filters: [{ Name: 'tag:env', Values: ['dev'] }] };

function firstToken(by: By = {}): string {
  const decoded = ask('ec2', 'DescribeInstances', asked, by);
  return tokenIn(decoded, answer(decoded, 'AWS/page+2==', by));
}

test('a token goes on for its own question, and AWS gets its own', () => {
  const NextToken = firstToken();

  const { calls, upstream } = ask('ec2', 'DescribeInstances', { ...asked, NextToken });

  assert.match(NextToken, /^csgnf\./);
  assert.equal(calls[0].parameters.NextToken, 'AWS/page+2==');
  assert.match(new TextDecoder().decode(upstream.body), /NextToken=AWS%2Fpage%2B2%3D%3D(&|$)/);
});

const misuses: readonly (readonly [what: string, misuse: (NextToken: string) => unknown])[] = [
  [
    'another principal',
    (NextToken) => ask('ec2', 'DescribeInstances', { ...asked, NextToken }, { caller: callerOn({}, { ...ada, id: 'okta:eve' }) }),
  ],
  [
    'another connection',
    (NextToken) => ask('ec2', 'DescribeInstances', { ...asked, NextToken }, { caller: callerOn({ name: 'stage' }) }),
  ],
  ['another operation', (NextToken) => ask('ec2', 'DescribeVolumes', { ...asked, NextToken })],
  ['other parameters', (NextToken) => ask('ec2', 'DescribeInstances', { NextToken })],
  [
    'another principal where nothing reads parameters any more',
    (NextToken) =>
      ask(
        'ec2',
        'DescribeInstances',
        { ...asked, NextToken },
        { policies: blind, caller: callerOn({}, { ...ada, id: 'okta:eve' }) },
      ),
  ],
];

for (const [what, misuse] of misuses) {
  test(`a token is refused for ${what}, with a sentence that says what to do`, () => {
    const NextToken = firstToken();

    const error = refusal(() => misuse(NextToken));

    assert.equal(error.code, 'denied');
    assert.match(error.message, /Begin again without NextToken/);
  });
}

test('a token of AWS’s own that the gateway did not give is refused where parameters are read', () => {
  assert.equal(refusal(() => ask('ec2', 'DescribeInstances', { ...asked, NextToken: 'AWS/page+2==' })).code, 'denied');
});

test('where no policy in reach reads parameters, and where a connection only observes, tokens pass as they are', () => {
  const observed = { caller: callerOn({ mode: 'observe' }) };

  assert.equal(firstToken({ policies: blind }), 'AWS/page+2==');
  assert.equal(firstToken(observed), 'AWS/page+2==');
  assert.equal(ask('ec2', 'DescribeInstances', { NextToken: 'x' }, observed).calls[0].parameters.NextToken, 'x');
});

test('a policy that names resources binds the pages of calls that name one', () => {
  const policies = policySet(
    permitAll,
    '@id("r") @reason("no") forbid (principal, action, resource) when { resource.account == "1" };',
  );
  const logs = ask('logs', 'FilterLogEvents', { logGroupName: '/app' }, { policies });

  const reply = answer(logs, 'next', { policies });

  assert.match(new TextDecoder().decode(reply.body), /"nextToken":"csgnf\./);
  assert.equal(firstToken({ policies }), 'AWS/page+2==');
});

test('a compressed reply is bound too', () => {
  const decoded = ask('ecs', 'ListClusters', {});
  const page = pageOf(decoded, 'next');
  const headers: readonly Header[] = [...page.headers, ['content-encoding', 'gzip']];
  const { client } = maskReply({ ...page, headers, body: new Uint8Array(gzipSync(page.body)) }, { ...decoded.wire, secrets: [] });

  const bound = withClientTokens(client, { decoded, caller: callerOn() }, { policies: () => reading, keyring });

  assert.match(Buffer.from(bound.body).toString(), /csgnf\./);
  assert.ok(bound.headers.every(([name]) => name !== 'content-encoding'));
});

/** The gateway between an SDK's client and an AWS of two pages; what came of the tokens that it was sent is noted. */
function throughGateway(sent: (string | undefined)[]) {
  const caller = callerOn();
  return {
    handle: async (request: SdkRequest) => {
      const received = receivedFrom(request);
      const { service: signingName, region } = readScope(received);
      const tokens = ownTokens(caller, { policies: () => reading, keyring });
      const decoded = decodeWireCall(
        received,
        { signingName, region },
        { connection, options: { catalog, hashKey, ownTokens: tokens } },
      );
      const { input, output, service } = decoded.wire;
      const [member = ''] = flowMembers(service.id, input, output).inputs;
      const token = decoded.calls[0].parameters[member];
      sent.push(typeof token === 'string' ? token : undefined);
      const reply = answer(decoded, token === undefined ? 'page-2 <&>' : '');
      const body = new Blob([Buffer.from(reply.body)]).stream();
      return { response: new HttpResponse({ statusCode: reply.status, headers: Object.fromEntries(reply.headers), body }) };
    },
  };
}

function receivedFrom({ method, path, query, headers, body, hostname }: SdkRequest): HttpRequest {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((each) => [name, each ?? ''] as const));
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const all: readonly Header[] = [...Object.entries(headers).filter(([name]) => name !== 'host'), ['host', hostname]];
  return { method, path, query: text, headers: all, body: new Uint8Array(Buffer.from(body ?? '')) };
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
const settings = (sent: (string | undefined)[]) => ({ region: 'eu-west-1', credentials, requestHandler: throughGateway(sent) });

const paginated: readonly (readonly [what: string, pages: (sent: (string | undefined)[]) => AsyncIterable<unknown>])[] = [
  ['ec2 DescribeVolumes', (sent) => paginateDescribeVolumes({ client: new EC2Client(settings(sent)) }, { MaxResults: 5 })],
  ['iam ListUsers (query)', (sent) => paginateListUsers({ client: new IAMClient(settings(sent)) }, {})],
  ['ecs ListClusters (json)', (sent) => paginateListClusters({ client: new ECSClient(settings(sent)), pageSize: 3 }, {})],
  ['lambda ListFunctions (rest-json)', (sent) => paginateListFunctions({ client: new LambdaClient(settings(sent)) }, {})],
  [
    's3 ListObjectsV2 (rest-xml)',
    (sent) => paginateListObjectsV2({ client: new S3Client({ ...settings(sent), forcePathStyle: true }) }, { Bucket: 'demo' }),
  ],
  [
    'cloudwatch ListMetrics',
    (sent) => paginateListMetrics({ client: new CloudWatchClient(settings(sent)) }, { Namespace: 'AWS/EC2' }),
  ],
];

for (const [what, pages] of paginated) {
  test(`an unmodified SDK reads both pages of ${what}`, async () => {
    const sent: (string | undefined)[] = [];

    let count = 0;
    for await (const _ of pages(sent)) count += 1;

    assert.equal(count, 2);
    assert.deepEqual(sent, [undefined, 'page-2 <&>']);
  });
}

/** Every `step`-th reply that holds such tokens. */
function repliesWithTokens(step: number) {
  const all = [...catalog.services.values()].flatMap((service) =>
    [...service.operations.values()].flatMap((operation) => {
      const output = catalog.shape(operation, 'output');
      const { outputs } = flowMembers(service.id, catalog.shape(operation, 'input'), output);
      return outputs.length === 0 ? [] : service.protocols.map((protocol) => ({ outputs, as: { protocol, operation, output } }));
    }),
  );
  return all.filter((_, index) => index % step === 0);
}

test('in the replies of operations with pages, in all protocols, the tokens are bound and nothing else changes', (context) => {
  const replies = repliesWithTokens(4);

  for (const { outputs, as } of replies) {
    const sampled = sampleReply(as.operation, as.output, { protocol: as.protocol, seed: 9 });
    assert.ok(sampled);
    const changed = withReplyTexts(sampled.reply, { as, names: outputs, change: (text) => `csgnf.${text}` });

    const read = decodeReply(changed, { ...as, maxPayloadBytes: 1_000_000 });

    const bound = outputs.flatMap((name) => (sampled.expected[name] ? [[name, `csgnf.${sampled.expected[name]}`]] : []));
    const expected = { ...sampled.expected, ...Object.fromEntries(bound) };
    const response = read.outcome === 'response' ? read.response : {};
    assert.equal(
      canonicalJson(response),
      canonicalJson(expected),
      `${as.operation.service}:${as.operation.name} (${as.protocol})`,
    );
  }
  context.diagnostic(`${replies.length} replies with flow tokens`);
  assert.ok(replies.length > 900, `${replies.length}`);
});
