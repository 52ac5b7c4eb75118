import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { callParameters, inputOf } from './call-parameters.ts';
import { openCatalog } from './policy-files.ts';

const catalog = openCatalog();
const runInstances = inputOf(catalog, 'ec2', 'RunInstances');

test('text is text, and everything else is JSON, as the model says', () => {
  const param = ['ImageId=ami-1', 'MinCount=1', 'EbsOptimized=true', 'Placement={"Tenancy":"default"}', 'UserData=a=b'];

  assert.deepEqual(callParameters({ param }, runInstances), {
    ImageId: 'ami-1',
    MinCount: 1,
    EbsOptimized: true,
    Placement: { Tenancy: 'default' },
    UserData: 'a=b',
  });
});

test('the items of a list come one by one, or all at once', () => {
  const input = inputOf(catalog, 'ec2', 'DescribeInstances');

  assert.deepEqual(callParameters({ param: ['InstanceIds=i-1', 'InstanceIds=i-2'] }, input), { InstanceIds: ['i-1', 'i-2'] });
  assert.deepEqual(callParameters({ param: ['InstanceIds=["i-1"]'] }, input), { InstanceIds: ['i-1'] });
  assert.deepEqual(callParameters({ param: ['Filters={"Name":"a","Values":["b"]}'] }, input), {
    Filters: [{ Name: 'a', Values: ['b'] }],
  });
});

test('an integer beyond 2^53 keeps its digits', () => {
  const input = inputOf(catalog, 'logs', 'GetLogEvents');

  assert.deepEqual(callParameters({ param: ['startTime=9007199254740993'] }, input), { startTime: '9007199254740993' });
});

test('a file keeps the digits of an integer beyond 2^53, and names each parameter once', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const json = join(directory, 'parameters.json');
  const input = inputOf(catalog, 'logs', 'GetLogEvents');

  writeFileSync(json, '{"startTime":9007199254740993,"limit":5,"tags":[{"a":1.5,"b":null}]}');
  assert.deepEqual(callParameters({ json }, input), {
    startTime: '9007199254740993',
    limit: 5,
    tags: [{ a: 1.5, b: null }],
  });
  writeFileSync(json, '{"limit":5,"limit":6}');
  assert.throws(() => callParameters({ json }, input), { kind: 'usage', message: /each once/ });
});

test('a file gives the parameters, and options beside it stand', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const json = join(directory, 'parameters.json');
  writeFileSync(json, '{"ImageId":"ami-1","MinCount":1}');

  assert.deepEqual(callParameters({ json, param: ['MinCount=2'] }, runInstances), { ImageId: 'ami-1', MinCount: 2 });
  writeFileSync(json, '[1]');
  assert.throws(() => callParameters({ json }, runInstances), { kind: 'usage', message: /one JSON object/ });
});

test('what is misspelt or no JSON is told', () => {
  assert.throws(() => callParameters({ param: ['ImageID'] }, runInstances), { kind: 'usage', message: /Name=value/ });
  assert.throws(() => callParameters({ param: ['ImageID=a'] }, runInstances), {
    kind: 'usage',
    message: /Did you mean "ImageId"/,
  });
  assert.throws(() => callParameters({ param: ['Placement=a'] }, runInstances), { kind: 'usage', message: /must be JSON/ });
});

test('for an operation that this catalog does not know, the gateway is left to judge', () => {
  assert.deepEqual(callParameters({ param: ['A=b', 'C=7', 'D=["x"]'] }, undefined), { A: 'b', C: 7, D: ['x'] });
});
