import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeTagsCommand,
  EC2Client,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { type RunningSandbox, type SdkCredentials, startSandbox } from '#test/clients/support/sandbox.ts';

let running: RunningSandbox;
let settings: {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: SdkCredentials;
  readonly maxAttempts: number;
};
before(async () => {
  running = await startSandbox();
  settings = { region: 'eu-west-1', endpoint: running.url, credentials: await running.assume({}), maxAttempts: 1 };
});
after(() => running.stop());

async function launched(tags: readonly { Key: string; Value: string }[] = []): Promise<string> {
  const TagSpecifications = tags.length === 0 ? [] : [{ ResourceType: 'instance' as const, Tags: [...tags] }];
  const input = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, TagSpecifications };
  const { Instances = [] } = await new EC2Client(settings).send(new RunInstancesCommand(input));
  return Instances[0]?.InstanceId ?? '';
}

test('an instance runs, is found by its tags, stops, starts, and is terminated', async () => {
  const ec2 = new EC2Client(settings);
  const id = await launched([{ Key: 'team', Value: 'a & <b>' }]);
  const Filters = [
    { Name: 'tag:team', Values: ['a & *'] },
    { Name: 'instance-id', Values: [id] },
  ];

  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  const stopped = await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  const started = await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  const ended = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

  assert.deepEqual(Reservations[0]?.Instances?.[0]?.Tags, [{ Key: 'team', Value: 'a & <b>' }]);
  assert.equal(Reservations[0]?.Instances?.[0]?.State?.Name, 'running');
  assert.equal(stopped.StoppingInstances?.[0]?.CurrentState?.Name, 'stopping');
  assert.equal(started.StartingInstances?.[0]?.PreviousState?.Name, 'stopped');
  assert.equal(ended.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
});

test('the same client token launches once, a dry run launches nothing', async () => {
  const ec2 = new EC2Client(settings);
  const input = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, ClientToken: 'once' };

  const first = await ec2.send(new RunInstancesCommand(input));
  const second = await ec2.send(new RunInstancesCommand(input));

  assert.equal(first.Instances?.[0]?.InstanceId, second.Instances?.[0]?.InstanceId);
  await assert.rejects(ec2.send(new RunInstancesCommand({ ...input, ClientToken: 'dry', DryRun: true })), {
    name: 'DryRunOperation',
  });
});

test('an unknown instance ends nothing of what was named with it', async () => {
  const ec2 = new EC2Client(settings);
  const id = await launched();

  await assert.rejects(ec2.send(new TerminateInstancesCommand({ InstanceIds: [id, 'i-00000000000000000'] })), {
    name: 'InvalidInstanceID.NotFound',
  });
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  assert.equal(Reservations[0]?.Instances?.[0]?.State?.Name, 'running');
});

test('tags are created, described and deleted', async () => {
  const ec2 = new EC2Client(settings);
  const id = await launched();
  const Filters = [{ Name: 'resource-id', Values: [id] }];

  await ec2.send(
    new CreateTagsCommand({
      Resources: [id],
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    }),
  );
  const before = await ec2.send(new DescribeTagsCommand({ Filters }));
  await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'other' }, { Key: 'b' }] }));
  const after = await ec2.send(new DescribeTagsCommand({ Filters }));

  assert.deepEqual(
    before.Tags?.map(({ Key, Value }) => [Key, Value]),
    [
      ['a', '1'],
      ['b', ''],
    ],
  );
  assert.deepEqual(
    after.Tags?.map(({ Key }) => Key),
    ['a'],
  );
});

test('images, regions, and what the sandbox does not have', async () => {
  const ec2 = new EC2Client(settings);

  assert.equal((await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images?.length, 2);
  assert.ok((await ec2.send(new DescribeRegionsCommand({}))).Regions?.some(({ RegionName }) => RegionName === 'eu-west-1'));
  await assert.rejects(ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'vpc-id', Values: ['v'] }] })), {
    name: 'InvalidParameterValue',
  });
  await assert.rejects(
    ec2.send(new RunInstancesCommand({ ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, Placement: { Tenancy: 'host' } })),
    {
      name: 'UnknownParameter',
    },
  );
});

test('a secret has versions, is found by name and ARN, and is described without its value', async () => {
  const secrets = new SecretsManagerClient(settings);
  const created = await secrets.send(
    new CreateSecretCommand({ Name: 'team/key', SecretString: 'one', Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  await secrets.send(new PutSecretValueCommand({ SecretId: 'team/key', SecretBinary: Buffer.from([0, 255]) }));

  const current = await secrets.send(new GetSecretValueCommand({ SecretId: created.ARN }));
  const previous = await secrets.send(new GetSecretValueCommand({ SecretId: 'team/key', VersionStage: 'AWSPREVIOUS' }));
  const described = await secrets.send(new DescribeSecretCommand({ SecretId: created.ARN?.slice(0, -7) }));
  const listed = await secrets.send(new ListSecretsCommand({}));

  assert.deepEqual(Buffer.from(current.SecretBinary ?? []), Buffer.from([0, 255]));
  assert.equal(previous.SecretString, 'one');
  assert.deepEqual(described.Tags, [{ Key: 'k', Value: 'v' }]);
  assert.equal(
    Object.values(described.VersionIdsToStages ?? {})
      .flat()
      .join(),
    'AWSPREVIOUS,AWSCURRENT',
  );
  assert.deepEqual(
    listed.SecretList?.map(({ Name }) => Name),
    ['prod/db', 'team/key'],
  );
  await assert.rejects(secrets.send(new CreateSecretCommand({ Name: 'team/key' })), { name: 'ResourceExistsException' });
  await assert.rejects(secrets.send(new GetSecretValueCommand({ SecretId: 'nosuch' })), { name: 'ResourceNotFoundException' });
});

test('a secure parameter is clear only with decryption', async () => {
  const ssm = new SSMClient(settings);

  const hidden = await ssm.send(new GetParameterCommand({ Name: '/prod/api-key' }));
  const clear = await ssm.send(new GetParameterCommand({ Name: '/prod/api-key', WithDecryption: true }));
  const tags = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/prod/api-key' }));

  assert.match(hidden.Parameter?.Value ?? '', /^AQICAH/);
  assert.equal(clear.Parameter?.Value, 'example-api-key-8f2d1c7b5a');
  assert.deepEqual(tags.TagList, [{ Key: 'environment', Value: 'production' }]);
});

test('a parameter is written again only when asked to, and several are read at once', async () => {
  const ssm = new SSMClient(settings);
  const input = { Name: 'plain', Value: 'one', Type: 'String' } as const;
  await ssm.send(new PutParameterCommand(input));

  await assert.rejects(ssm.send(new PutParameterCommand(input)), { name: 'ParameterAlreadyExists' });
  const second = await ssm.send(new PutParameterCommand({ Name: 'plain', Value: 'two', Overwrite: true }));
  const read = await ssm.send(new GetParametersCommand({ Names: ['plain', 'nosuch'] }));
  const described = await ssm.send(new DescribeParametersCommand({ MaxResults: 1 }));

  assert.equal(second.Version, 2);
  assert.deepEqual([read.Parameters?.[0]?.Value, read.InvalidParameters], ['two', ['nosuch']]);
  assert.equal(described.Parameters?.length, 1);
  assert.ok(described.NextToken);
});

test('items are put, got and queried by their key', async () => {
  const dynamodb = new DynamoDBClient(settings);
  const KeySchema = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ] as const;
  const AttributeDefinitions = [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ] as const;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'events',
      KeySchema: [...KeySchema],
      AttributeDefinitions: [...AttributeDefinitions],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  for (const sk of ['10', '9', '100']) {
    await dynamodb.send(
      new PutItemCommand({ TableName: 'events', Item: { pk: { S: 'a' }, sk: { N: sk }, big: { N: '12345678901234567890' } } }),
    );
  }

  const one = await dynamodb.send(new GetItemCommand({ TableName: 'events', Key: { pk: { S: 'a' }, sk: { N: '9' } } }));
  const all = await dynamodb.send(
    new QueryCommand({ TableName: 'events', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': { S: 'a' } } }),
  );
  const described = await dynamodb.send(new DescribeTableCommand({ TableName: 'events' }));
  const tags = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: described.Table?.TableArn }));

  assert.equal(one.Item?.big?.N, '12345678901234567890');
  assert.deepEqual(
    all.Items?.map((item) => item.sk?.N),
    ['9', '10', '100'],
  );
  assert.deepEqual((await dynamodb.send(new ListTablesCommand({}))).TableNames, ['events', 'orders']);
  assert.deepEqual(tags.Tags, []);
});

test('a condition, a wrong key and a missing table are refused by their own names', async () => {
  const dynamodb = new DynamoDBClient(settings);
  const put = { TableName: 'orders', Item: { id: { S: 'order-1' } }, ConditionExpression: 'attribute_not_exists(id)' };

  await assert.rejects(dynamodb.send(new PutItemCommand(put)), { name: 'ConditionalCheckFailedException' });
  await assert.rejects(dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { N: '1' } } })), {
    name: 'ValidationException',
  });
  await assert.rejects(dynamodb.send(new GetItemCommand({ TableName: 'nosuch', Key: { id: { S: '1' } } })), {
    name: 'ResourceNotFoundException',
  });
});

test('a user that is created is listed', async () => {
  const iam = new IAMClient(settings);

  await iam.send(new CreateUserCommand({ UserName: 'eve' }));

  assert.deepEqual(
    (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName),
    ['eve'],
  );
  await assert.rejects(iam.send(new CreateUserCommand({ UserName: 'eve' })), { name: 'EntityAlreadyExistsException' });
});
