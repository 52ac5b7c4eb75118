/** Each service's own way of telling tags: the request as AWS documents it, and its answer. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import type { AwsCredentials, Connection, Resource } from '#core/model.ts';
import { createUpstream } from './aws-http.ts';
import { createFactReader } from './resource-tags.ts';

const account = '123456789012';
const region = 'eu-west-1';
const here = `${region}:${account}`;
const uuid = '12345678-1234-1234-1234-123456789012';
const credentials: AwsCredentials = { accessKeyId: 'A', secretAccessKey: 'S', expiresAt: '2099-01-01T00:00:00.000Z' };

type Asked = {
  readonly line: string;
  readonly target: string;
  readonly body: string;
  readonly owner: string;
  readonly scope: string;
};
type Answer = { readonly status?: number; readonly body: string };

let asked: Asked[] = [];
let answers: Answer[] = [];
let time = '2026-01-31T12:00:00.000Z';
const upstream = createUpstream({ now: () => '2026-01-31T12:00:00.000Z' });
const server = createServer(async (incoming, outgoing) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  asked.push({
    line: `${incoming.method} ${incoming.url}`,
    target: String(incoming.headers['x-amz-target'] ?? ''),
    body: Buffer.concat(chunks).toString(),
    owner: String(incoming.headers['x-amz-expected-bucket-owner'] ?? ''),
    scope: /Credential=A\/\d+\/([^/]+\/[^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
  });
  const { status = 200, body } = answers.shift() ?? { status: 500, body: '' };
  outgoing.writeHead(status).end(body);
});

let connection: Connection;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = {
    kind: 'aws',
    name: 'prod',
    account,
    regions: [region],
    readRole: `arn:aws:iam::${account}:role/countersign/facts`,
    roles: [],
    wait: 'hold',
    mode: 'enforce',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
});

beforeEach(() => {
  asked = [];
});

after(async () => {
  upstream.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function reader() {
  return createFactReader({ upstream, assumer: { assume: async () => credentials }, now: () => time });
}

function resource(arn: string, type: string): Resource {
  return { arn: `arn:aws:${arn}`, service: arn.split(':')[0] ?? '', type, region, account };
}

type Case = readonly [what: Resource, request: Partial<Asked>, answer: string];

const xml = (list: string, tag: string) =>
  `<R><Result><${list}><${tag}><Key>env</Key><Value>prod</Value></${tag}></${list}></Result></R>`;
const upper = (name: string) => JSON.stringify({ [name]: [{ Key: 'env', Value: 'prod' }] });
const lower = JSON.stringify({ tags: [{ key: 'env', value: 'prod' }] });

const cases: readonly Case[] = [
  [
    resource(`ecs:${here}:cluster/web`, 'cluster'),
    {
      target: 'AmazonEC2ContainerServiceV20141113.ListTagsForResource',
      body: `{"resourceArn":"arn:aws:ecs:${here}:cluster/web"}`,
    },
    lower,
  ],
  [
    resource(`ecr:${here}:repository/app`, 'repository'),
    { target: 'AmazonEC2ContainerRegistry_V20150921.ListTagsForResource', scope: 'eu-west-1/ecr' },
    upper('tags'),
  ],
  [
    resource(`sqs:${here}:jobs`, 'queue'),
    { target: 'AmazonSQS.ListQueueTags', body: `{"QueueUrl":"https://sqs.eu-west-1.amazonaws.com/${account}/jobs"}` },
    '{"Tags":{"env":"prod"}}',
  ],
  [
    resource(`sns:${here}:alarms`, 'topic'),
    { body: `Action=ListTagsForResource&Version=2010-03-31&ResourceArn=${encodeURIComponent(`arn:aws:sns:${here}:alarms`)}` },
    xml('Tags', 'member'),
  ],
  [resource(`rds:${here}:db:orders`, 'db'), { line: 'POST /', scope: 'eu-west-1/rds' }, xml('TagList', 'Tag')],
  [
    resource(`cloudformation:${here}:stack/web/*`, 'stack'),
    { body: 'Action=DescribeStacks&Version=2010-05-15&StackName=web' },
    xml('Tags', 'member'),
  ],
  [
    resource(`logs:${here}:log-group:/app:log-stream:a`, 'log-stream'),
    { target: 'Logs_20140328.ListTagsForResource', body: `{"resourceArn":"arn:aws:logs:${here}:log-group:/app"}` },
    '{"tags":{"env":"prod"}}',
  ],
  [resource(`events:${here}:rule/nightly`, 'rule'), { target: 'AWSEvents.ListTagsForResource' }, upper('Tags')],
  [
    resource(`states:${here}:stateMachine:jobs:live`, 'statemachinealias'),
    { target: 'AWSStepFunctions.ListTagsForResource', body: `{"resourceArn":"arn:aws:states:${here}:stateMachine:jobs"}` },
    lower,
  ],
  [
    resource(`kms:${here}:key/${uuid}`, 'key'),
    { target: 'TrentService.ListResourceTags' },
    '{"Tags":[{"TagKey":"env","TagValue":"prod"}],"Truncated":false}',
  ],
  [resource(`sagemaker:${here}:endpoint/web`, 'endpoint'), { target: 'SageMaker.ListTags' }, upper('Tags')],
  [
    resource(`lambda:${here}:function:jobs:3`, 'function version'),
    { line: `GET /2017-03-31/tags/${encodeURIComponent(`arn:aws:lambda:${here}:function:jobs`)}` },
    '{"Tags":{"env":"prod"}}',
  ],
  [resource(`bedrock:${here}:guardrail/abc`, 'guardrail'), { line: 'POST /listTagsForResource' }, lower],
  [
    resource(`bedrock:${here}:agent/ABC`, 'agent'),
    { line: `GET /tags/${encodeURIComponent(`arn:aws:bedrock:${here}:agent/ABC`)}`, scope: 'eu-west-1/bedrock' },
    '{"tags":{"env":"prod"}}',
  ],
  [
    resource(`bedrock-agentcore:${here}:runtime/bot`, 'runtime'),
    { scope: 'eu-west-1/bedrock-agentcore' },
    '{"tags":{"env":"prod"}}',
  ],
  [
    resource('s3:::my-bucket', 'bucket'),
    { line: 'GET /my-bucket?tagging=', owner: account },
    '<Tagging><TagSet><Tag><Key>env</Key><Value>prod</Value></Tag></TagSet></Tagging>',
  ],
  [
    resource('s3:::my-bucket/a b/ü*', 'object'),
    { line: 'GET /my-bucket/a%20b/%C3%BC%2A?tagging=' },
    '<Tagging><TagSet><Tag><Key>env</Key><Value>prod</Value></Tag></TagSet></Tagging>',
  ],
  [
    resource(`iam::${account}:role/path/admin`, 'role'),
    { body: 'Action=ListRoleTags&Version=2010-05-08&MaxItems=100&RoleName=admin', scope: 'us-east-1/iam' },
    xml('Tags', 'member'),
  ],
  [
    resource(`secretsmanager:${here}:secret:prod/db-??????`, 'secret'),
    { target: 'secretsmanager.DescribeSecret', body: '{"SecretId":"prod/db"}' },
    upper('Tags'),
  ],
  [
    resource(`glue:${here}:job/etl`, 'job'),
    { target: 'ResourceGroupsTaggingAPI_20170126.GetResources', body: `{"ResourceARNList":["arn:aws:glue:${here}:job/etl"]}` },
    JSON.stringify({
      ResourceTagMappingList: [{ ResourceARN: `arn:aws:glue:${here}:job/etl`, Tags: [{ Key: 'env', Value: 'prod' }] }],
    }),
  ],
];

for (const [what, request, body] of cases) {
  test(`the tags of ${what.arn.replace('arn:aws:', '')} are read`, async () => {
    answers = [{ body }];

    const [facts] = await reader().read(connection, [what]);

    const [sent] = asked;
    assert.deepEqual({ ...sent, ...request }, sent);
    assert.deepEqual([facts?.tagsKnown, facts?.tags], [true, { env: 'prod' }]);
  });
}

const unread: readonly (readonly [why: string, what: Resource, answer: Answer])[] = [
  [
    'the service refuses',
    resource(`ecs:${here}:cluster/web`, 'cluster'),
    { status: 400, body: '{"__type":"AccessDeniedException"}' },
  ],
  ['the answer is none', resource(`sqs:${here}:jobs`, 'queue'), { body: '{"Tags":["env"]}' }],
  [
    'the bucket is another account’s',
    resource('s3:::theirs', 'bucket'),
    { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
  ],
  [
    'there are further pages',
    resource(`iam::${account}:user/eve`, 'user'),
    { body: '<R><IsTruncated>true</IsTruncated><Tags/></R>' },
  ],
  ['the tagging API does not list it', resource(`glue:${here}:job/etl`, 'job'), { body: '{"ResourceTagMappingList":[]}' }],
  ['the name is not written out', resource(`ecs:${here}:task-definition/web:*`, 'task-definition'), { body: lower }],
];

for (const [why, what, answer] of unread) {
  test(`tags are not known where ${why}`, async () => {
    answers = [answer];

    const [facts] = await reader().read(connection, [what]);

    assert.deepEqual([facts?.tagsKnown, facts?.tags], [false, {}]);
  });
}

for (const code of ['NoSuchTagSet', 'NoSuchKey', 'NoSuchBucket']) {
  test(`an object of which S3 says ${code} has no tags`, async () => {
    answers = [{ status: 404, body: `<Error><Code>${code}</Code></Error>` }];

    const [facts] = await reader().read(connection, [resource('s3:::my-bucket/k', 'object')]);

    assert.deepEqual([facts?.tagsKnown, facts?.tags], [true, {}]);
  });
}

test('AWS’s own models and documents have nobody’s tags, and nobody is asked', async () => {
  const own = [
    resource(`bedrock:${region}::foundation-model/a.b`, 'foundation-model'),
    resource('iam::aws:policy/Billing', 'policy'),
  ];

  const facts = await reader().read(
    connection,
    own.map((each) => ({ ...each, account: each.arn.includes(':aws:policy') ? 'aws' : account, service: each.service })),
  );

  assert.deepEqual(
    facts.map(({ tagsKnown }) => tagsKnown),
    [true, true],
  );
});

const ec2Tags = (id: string) =>
  `<DescribeTagsResponse><tagSet><item><resourceId>${id}</resourceId><key>env</key><value>prod</value></item></tagSet></DescribeTagsResponse>`;

for (const id of ['i-0123456789abcdef0', `fleet-${uuid}`, 'ipv4pool-ec2-0123456789abcdef0', 'tgw-attach-0123456789abcdef0']) {
  test(`EC2 tells the tags of ${id} by its id`, async () => {
    answers = [{ body: ec2Tags(id) }];

    const [facts] = await reader().read(connection, [resource(`ec2:${here}:type/${id}`, 'type')]);

    assert.deepEqual([facts?.tagsKnown, facts?.tags], [true, { env: 'prod' }]);
  });
}

test('a key pair whose name looks like an id is not taken for one: its tags are not known', async () => {
  answers = [{ body: ec2Tags('i-0123456789abcdef0') }];

  const [facts] = await reader().read(connection, [resource(`ec2:${here}:key-pair/web-deadbeef`, 'key-pair')]);

  assert.deepEqual([facts?.tagsKnown, asked.length], [false, 0]);
});

test('for a read, tags of the last five seconds are recent enough; a write is decided on what is true now', async () => {
  const facts = reader();
  const what = [resource(`ecs:${here}:cluster/web`, 'cluster')];
  answers = Array.from({ length: 4 }, () => ({ body: lower }));

  await facts.read(connection, what, 'recent');
  await facts.read(connection, what, 'recent');
  const afterTwoReads = asked.length;
  await facts.read(connection, what, 'now');
  const afterAWrite = asked.length;
  time = '2026-01-31T12:00:06.000Z';
  await facts.read(connection, what, 'recent');

  assert.deepEqual([afterTwoReads, afterAWrite, asked.length], [1, 2, 3]);
});

test('what could not be read is not kept', async () => {
  const facts = reader();
  const what = [resource(`ecs:${here}:cluster/web`, 'cluster')];
  answers = [{ status: 500, body: '' }, { body: lower }];

  const [first] = await facts.read(connection, what, 'recent');
  const [second] = await facts.read(connection, what, 'recent');

  assert.deepEqual([first?.tagsKnown, second?.tagsKnown], [false, true]);
});
