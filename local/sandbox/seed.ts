/** What is there from the start, so that the demo works at once. Nothing that is there already is changed. */

import { dynamodb } from './dynamodb.ts';
import type { Instance } from './ec2-instance.ts';
import type { Context, Fixture, Input } from './fixture.ts';
import { putObject } from './s3-objects.ts';
import { secretsManager } from './secrets-manager.ts';
import { ssm } from './ssm.ts';

/** The instance that the tag `mcp-server` protects. */
export const seededInstance = 'i-0c0ffee0c0ffee001';

export function seed(context: Context): void {
  const marks = context.store.collection<string>('seeded');
  if (marks.get('at') !== undefined) return;
  seedInstance(context);
  run(secretsManager, 'CreateSecret', context, {
    Name: 'prod/db',
    Description: 'Login of the production database',
    SecretString: JSON.stringify({
      engine: 'postgres',
      host: 'db.prod.example',
      username: 'app',
      password: 'correct-horse-battery-staple',
    }),
    Tags: [{ Key: 'environment', Value: 'production' }],
  });
  run(ssm, 'PutParameter', context, {
    Name: '/prod/api-key',
    Type: 'SecureString',
    Value: 'example-api-key-8f2d1c7b5a',
    Tags: [{ Key: 'environment', Value: 'production' }],
  });
  run(dynamodb, 'CreateTable', context, {
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    Tags: [{ Key: 'environment', Value: 'production' }],
  });
  run(dynamodb, 'PutItem', context, {
    TableName: 'orders',
    Item: { id: { S: 'order-1' }, customer: { S: 'ada@example.com' }, total: { N: '42' } },
  });
  seedBucket(context);
  marks.set('at', context.now);
}

function seedInstance({ store, region, now }: Context): void {
  const instance: Instance = {
    id: seededInstance,
    region,
    reservation: 'r-0c0ffee0c0ffee001',
    image: 'ami-0c0ffee0000000001',
    type: 't3.small',
    state: 'running',
    launchedAt: now,
    launchIndex: 0,
    tags: { Name: 'tickets', 'mcp-server': 'tickets' },
  };
  store.collection<Instance>('instances').set(instance.id, instance);
}

function seedBucket(context: Context): void {
  context.store.collection('buckets').set('demo', { name: 'demo', region: context.region, createdAt: context.now });
  const body = Buffer.from('Hello from the sandbox.\n');
  putObject({ method: 'PUT', path: '/demo/hello.txt', query: '', headers: [['content-type', 'text/plain']], body }, context);
}

function run(fixture: Fixture, operation: string, context: Context, input: Input): void {
  if (fixture.protocol === 's3') return;
  fixture.operations[operation]?.run(input, context);
}
