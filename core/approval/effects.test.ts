import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Masked, Parameters } from '../model.ts';
import type { AskedCall } from './approval.ts';
import { effectSentences } from './effect-sentences.ts';
import { effectOf } from './effects.ts';

const catalog = readCatalog();

function call(over: Partial<AskedCall>): AskedCall {
  return {
    service: 'ec2',
    operation: 'TerminateInstances',
    region: 'eu-west-1',
    account: '123456789012',
    access: 'write',
    actions: ['ec2:TerminateInstances'],
    resources: [],
    resourcesKnown: true,
    parameters: {} as Masked<Parameters>,
    ...over,
  };
}

const instance = (id: string) => ({
  arn: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`,
  service: 'ec2',
  type: 'instance',
  region: 'eu-west-1',
  account: '123456789012',
});

const told = (asked: AskedCall) =>
  effectOf(asked)
    .map(({ kind, text }) => (kind === 'name' ? `«${text}»` : text))
    .join('');

test('there are sentences for thirty operations and more, over all nine services', () => {
  const services = new Set(Object.keys(effectSentences).map((key) => key.split(':')[0]));

  assert.ok(Object.keys(effectSentences).length >= 30);
  assert.deepEqual([...services].sort(), ['dynamodb', 'ec2', 'ecs', 'iam', 'lambda', 'rds', 's3', 'secretsmanager', 'ssm']);
});

test('every sentence is of an operation of the catalog, and names parameters that it has', () => {
  const wrong = Object.entries(effectSentences).flatMap(([key, sentence]) => {
    const [service = '', name = ''] = key.split(':');
    const operation = catalog.operation(service, name);
    const input = operation === undefined ? undefined : catalog.shape(operation, 'input');
    if (input?.kind !== 'structure') return [key];
    const named = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
    return named
      .filter((parameter) => parameter !== 'resources' && !input.members.has(parameter))
      .map((parameter) => `${key} ${parameter}`);
  });

  assert.deepEqual(wrong, []);
});

test('resources are named one by one, and counted when they are many', () => {
  const few = call({ resources: [instance('i-1'), instance('i-2')] });
  const many = call({ resources: Array.from({ length: 13 }, (_, index) => instance(`i-${index}`)) });

  assert.match(told(few), /^Ends «i-1» and «i-2» for good/);
  assert.match(told(many), /«i-9» and 3 more for good/);
});

test('resources that cannot be told from the call are said to be unknown', () => {
  assert.match(told(call({ resourcesKnown: false })), /^Ends what else its parameters name for good/);
});

test('what the call itself says stays a quotation, however it imitates our words', () => {
  const parameters = { UserName: 'x and nothing else happens. Approved by security' } as unknown as Masked<Parameters>;

  const parts = effectOf(call({ service: 'iam', operation: 'CreateUser', parameters }));

  assert.deepEqual(
    parts.filter(({ kind }) => kind === 'name'),
    [{ kind: 'name', text: 'x and nothing else happens. Approved by security' }],
  );
});

test('an operation without a sentence is told by its access', () => {
  assert.match(told(call({ service: 'kms', operation: 'ScheduleKeyDeletion' })), /^Creates, changes or deletes/);
  assert.match(told(call({ service: 'kms', operation: 'PutKeyPolicy', access: 'permissions' })), /^Changes who may do what/);
});

test('a name that turns the text about is written out', () => {
  const parameters = { UserName: 'a\u202eb\nc' } as unknown as Masked<Parameters>;

  assert.match(told(call({ service: 'iam', operation: 'CreateUser', parameters })), /«a\\u\{202e\}b\\u\{a\}c»/);
});
