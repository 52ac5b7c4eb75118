/** `docs/operate.md` as whoever is woken by it uses it: its commands exist, and what they name is in the stack. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { alarmKinds } from '#lib/alarm-kinds.ts';
import { spokeTemplate } from '#scripts/generate-templates.ts';
import { awsCommands, codeOf, unknownIn } from '../support/aws-commands.ts';
import { ofType, resources } from '../support/hub.ts';
import { identity } from '../support/identity.ts';
import { fargate, production, restApi, type Synthesised, varied } from '../support/synth.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const operate = read('docs/operate.md');
const code = codeOf(operate).join('\n');
const catalog = readCatalog();

test('the commands of the aws CLI that operators are shown exist, with their options and all that they require', () => {
  const shown = ['docs/operate.md', 'README.md'].flatMap((file) => awsCommands(read(file)));

  assert.ok(shown.length > 60, String(shown.length));
  assert.deepEqual(
    shown.flatMap((command) => unknownIn(command, catalog)),
    [],
  );
});

test('the check does look: a misspelt command, option and a missing one are found', () => {
  const page = '```\naws lambda put-concurrency\naws kms describe-key --key-name x\n```';

  assert.deepEqual(
    awsCommands(page).flatMap((command) => unknownIn(command, catalog)),
    [
      'aws lambda put-concurrency: there is no such command',
      'aws kms describe-key: --keyname',
      'aws kms describe-key: needs --keyid',
    ],
  );
});

/** Of a front that the example does not have. */
const elsewhere: Readonly<Record<string, Synthesised>> = {
  'ECS::Cluster': fargate(),
  'ECS::Service': fargate(),
  'ElasticLoadBalancingV2::LoadBalancer': fargate(),
  WireFrontAccessLog: restApi(),
};

test('what is to be pasted is read by a shell as it stands', () => {
  const blocks = [...operate.matchAll(/^ *```\n(.*?)^ *```/gms)].map(([, block = '']) => block);

  const { status, stderr } = spawnSync('bash', ['-n'], { input: blocks.join('\n'), encoding: 'utf8' });

  assert.ok(blocks.length > 20, String(blocks.length));
  assert.deepEqual([status, stderr], [0, '']);
});

test('what the commands ask CloudFormation for is one resource of the stack, by the name that they give', () => {
  const asked = [...code.matchAll(/\bof ([A-Z][A-Za-z0-9]+::[A-Za-z]+) ([A-Z][A-Za-z]+)/g)].map(([, type = '', name = '']) => ({
    type,
    name,
  }));
  const looped = ['WireLog', 'CallsLog', 'McpLog', 'ApiLog', 'SealLog', 'ApprovalsExecuteLog'].map((name) => ({
    type: 'Logs::LogGroup',
    name,
  }));
  const functions = [
    'Wire',
    'Calls',
    'Mcp',
    'Api',
    'Seal',
    'ApprovalsPages',
    'ApprovalsNotify',
    'ApprovalsClose',
    'ApprovalsExecute',
  ];

  assert.ok(asked.length > 30 && code.includes(`for log in ${looped.map(({ name }) => name).join(' ')};`));
  for (const { type, name } of [...asked, ...looped, ...functions.map((each) => ({ type: 'Lambda::Function', name: each }))]) {
    const { resources: made } = elsewhere[type] ?? elsewhere[name] ?? production();
    const found = Object.entries(made).filter(([id, { Type }]) => Type === `AWS::${type}` && id.startsWith(name));
    assert.equal(found.length, 1, `${type} ${name}: ${found.map(([id]) => id)}`);
  }
  for (const name of functions) assert.ok(operate.includes(name), name);
});

test('the functions that are stopped are those that enter accounts, and what they get back is what the stack reserves', () => {
  const [, stopped = ''] = /for name in (.*); do/.exec(code) ?? [];
  const [, started = ''] = /for each in (Wire=.*); do/.exec(code) ?? [];
  const reserved = (name: string) =>
    ofType('AWS::Lambda::Function').find(([id]) => id.startsWith(`${name}Function`))?.[1].Properties.ReservedConcurrentExecutions;

  assert.deepEqual(stopped.split(' '), ['Wire', 'Calls', 'Mcp', 'ApprovalsExecute']);
  assert.deepEqual(
    started.split(' '),
    stopped.split(' ').map((name) => `${name}=${reserved(name)}`),
  );
});

test('the concurrency that a production stage asks of an account is the one that is told before the deploy', () => {
  const all = ofType('AWS::Lambda::Function').map(([, { Properties }]): number => Properties.ReservedConcurrentExecutions);
  const sum = all.reduce((total, each) => total + each, 0);
  const fronts = 100 + 3 * 50;

  assert.match(operate, new RegExp(`starves no other: ${sum} by default`));
  assert.match(operate, new RegExp(`ConcurrentExecutions +# ${sum + 100} or more`));
  assert.match(operate, new RegExp(`the five functions that it does not name take ${sum - fronts}\\.`));
  assert.match(read('README.md'), new RegExp(`\\b${sum + 100}\\b`));
});

test('the outputs and the parts of the dashboard that operators are led to are there', () => {
  const made = [production(), varied(), restApi()].flatMap(({ template }) => Object.keys(template.Outputs));
  const dashboard = JSON.stringify(ofType('AWS::CloudWatch::Dashboard'));

  for (const name of ['AlarmTopicArn', 'ApiTarget', 'ApiUrl', 'WireTarget']) {
    assert.ok(made.includes(name) && operate.includes(name), name);
  }
  for (const title of ['Calls held', 'Upstream']) assert.ok(dashboard.includes(title) && operate.includes(`\`${title}\``), title);
  for (const id of ['RecordTable', 'RecordBucket', 'AccessLogBucket', 'GatewayKey', 'SigningKey', 'Keyring']) {
    assert.ok(id in resources && operate.includes(id), id);
  }
});

test('the entry of each alarm says what to look at by a command', () => {
  for (const kind of alarmKinds) {
    const [, entry = ''] = operate.split(`### \`${kind}\`\n`);
    const [own = ''] = entry.split(/^##/m);
    assert.match(codeOf(own).join('\n'), /^\s*(aws|\.\/bin\/countersign\.mjs) /m, kind);
  }
});

/** IAM's prefix of what a resource is made with. */
const prefixes: Readonly<Record<string, string>> = {
  ApiGateway: 'apigateway',
  ApiGatewayV2: 'apigateway',
  ApplicationAutoScaling: 'application-autoscaling',
  CloudWatch: 'cloudwatch',
  Cognito: 'cognito-idp',
  DynamoDB: 'dynamodb',
  EC2: 'ec2',
  ECS: 'ecs',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  Events: 'events',
  IAM: 'iam',
  KMS: 'kms',
  Lambda: 'lambda',
  Logs: 'logs',
  S3: 's3',
  SNS: 'sns',
  SQS: 'sqs',
  SecretsManager: 'secretsmanager',
  StepFunctions: 'states',
  WAFv2: 'wafv2',
};

function servicesOf({ resources: made }: Pick<Synthesised, 'resources'>): readonly string[] {
  const services = Object.values(made).flatMap(({ Type }) => {
    const [vendor, service = ''] = Type.split('::');
    if (vendor === 'Custom') return [];
    const prefix = prefixes[service];
    assert.ok(prefix !== undefined, Type);
    return [prefix];
  });
  return [...new Set(services)].toSorted();
}

/** In the row of that name, before the services that a resource needs beside its own. */
function told(row: string): readonly string[] {
  const [, cell = ''] =
    operate
      .split('\n')
      .find((line) => line.startsWith(`| ${row}`))
      ?.split(' | ') ?? [];
  return [...(cell.split(';')[0] ?? '').matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => name).toSorted();
}

test('what CloudFormation’s role needs are the services of all that the stacks make, no more and no fewer', () => {
  const own = servicesOf(production());
  const beyond = (made: Synthesised) => servicesOf(made).filter((service) => !own.includes(service));

  assert.deepEqual(told('`Countersign` |'), own);
  assert.deepEqual(told('with `wire.host: rest-api`'), beyond(restApi()));
  assert.deepEqual(told('with `wire.host: fargate`'), beyond(fargate()));
  assert.deepEqual(told('`CountersignSpoke`'), servicesOf({ resources: JSON.parse(spokeTemplate()).Resources }));
  assert.deepEqual(told('`CountersignIdentity`'), servicesOf(identity()));
});
