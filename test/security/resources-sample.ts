/** Sample parameters of any operation of the hand-checked services, for tests: each top-level name with a value of its kind. */

import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { Json, Parameters } from '#core/model.ts';

const here = 'eu-west-1:123456789012';
const hex = '0123456789abcdef0';
const uuid = '12345678-1234-1234-1234-123456789012';

/** `service.Member` or `Member` → what names something there. */
const values: { readonly [member: string]: Json | undefined } = {
  'cloudformation.StackName': 'web',
  'cloudformation.StackSetName': 'base',
  'bedrock-runtime.modelId': 'anthropic.claude-v2:1',
  'bedrock.modelIdentifier': 'amazon.titan-text:1',
  'bedrock-runtime.invocationArn': `arn:aws:bedrock:${here}:async-invoke/abc123`,
  'bedrock-agentcore.harnessArn': `arn:aws:bedrock-agentcore:${here}:harness/abc123`,
  'bedrock-agentcore-control.resourceArn': `arn:aws:bedrock-agentcore:${here}:gateway/abc123`,
  'bedrock-agentcore.agentRuntimeArn': `arn:aws:bedrock-agentcore:${here}:runtime/abc123`,
  'dynamodb.BackupArn': `arn:aws:dynamodb:${here}:table/Orders/backup/01234567890123-abc`,
  'dynamodb.ResourceArn': `arn:aws:dynamodb:${here}:table/Orders`,
  'dynamodb.TransactItems': [{ Put: { TableName: 'Orders' } }],
  'dynamodb.RequestItems': { Orders: [] },
  'dynamodb.Statement': 'SELECT * FROM "Orders" WHERE id=1',
  'dynamodb.Statements': [{ Statement: 'SELECT * FROM "Orders" WHERE id=1' }],
  'dynamodb.TransactStatements': [{ Statement: 'SELECT * FROM "Orders" WHERE id=1' }],
  'ec2.Resources': [`i-${hex}`],
  'ec2.InstanceIds': [`i-${hex}`],
  'ec2.Groups': [`sg-${hex}`],
  'ec2.VpcEndpointIds': [`vpce-${hex}`],
  'ec2.FlowLogIds': [`fl-${hex}`],
  'ec2.FleetIds': [`fleet-${uuid}`],
  'ec2.SpotInstanceRequestIds': [`sir-${hex}`],
  'ecr.resourceArn': `arn:aws:ecr:${here}:repository/app`,
  'ecs.resourceArn': `arn:aws:ecs:${here}:cluster/web`,
  'ecs.taskDefinition': 'web:7',
  'ecs.taskDefinitions': ['web:7'],
  'events.EventSourceArn': `arn:aws:events:${here}:event-bus/default`,
  'events.ResourceARN': `arn:aws:events:${here}:event-bus/default`,
  'events.Entries': [{ EventBusName: 'default' }],
  'iam.PolicyArn': 'arn:aws:iam::123456789012:policy/p',
  'kms.AliasName': 'alias/app',
  'lambda.Arn': `arn:aws:lambda:${here}:layer:base:1`,
  'lambda.Resource': `arn:aws:lambda:${here}:function:jobs`,
  'logs.resourceArn': `arn:aws:logs:${here}:log-group:/app`,
  'logs.queryString': 'fields @message',
  's3.CopySource': 'my-bucket/key',
  's3.Delete': { Objects: [{ Key: 'key' }] },
  'sns.SubscriptionArn': `arn:aws:sns:${here}:alarms:${uuid}`,
  'sns.TopicArn': `arn:aws:sns:${here}:alarms`,
  'sns.TargetArn': `arn:aws:sns:${here}:alarms`,
  'sns.ResourceArn': `arn:aws:sns:${here}:alarms`,
  'sqs.QueueUrl': 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
  'sqs.SourceArn': `arn:aws:sqs:${here}:dead`,
  'sqs.DestinationArn': `arn:aws:sqs:${here}:jobs`,
  'ssm.InstanceIds': [`i-${hex}`],
  'ssm.Target': `i-${hex}`,
  'ssm.ResourceType': 'Parameter',
  'ssm.AutomationExecutionId': uuid,
  'ssm.AssociationId': uuid,
  'ssm.WindowId': `mw-${hex}`,
  'ssm.OpsItemId': 'oi-0123456789ab',
  'ssm.BaselineId': `pb-${hex}`,
  'stepfunctions.activityArn': `arn:aws:states:${here}:activity:jobs`,
  'stepfunctions.executionArn': `arn:aws:states:${here}:execution:jobs:run`,
  'stepfunctions.mapRunArn': `arn:aws:states:${here}:mapRun:jobs/label:${uuid}`,
  'stepfunctions.resourceArn': `arn:aws:states:${here}:stateMachine:jobs`,
  'stepfunctions.stateMachineArn': `arn:aws:states:${here}:stateMachine:jobs`,
  'stepfunctions.stateMachineAliasArn': `arn:aws:states:${here}:stateMachine:jobs:live`,
  'stepfunctions.stateMachineVersionArn': `arn:aws:states:${here}:stateMachine:jobs:3`,
  'sts.RoleArn': 'arn:aws:iam::123456789012:role/r',
  AccountId: '123456789012',
  AllocationId: `eipalloc-${hex}`,
  Bucket: 'my-bucket',
  DhcpOptionsId: `dopt-${hex}`,
  FleetId: `fleet-${uuid}`,
  GatewayId: `igw-${hex}`,
  GroupId: `sg-${hex}`,
  ImageId: `ami-${hex}`,
  InstanceId: `i-${hex}`,
  InternetGatewayId: `igw-${hex}`,
  Key: 'key',
  KeyId: uuid,
  DestinationKeyId: uuid,
  SourceKeyId: uuid,
  TargetKeyId: uuid,
  LaunchTemplateId: `lt-${hex}`,
  NatGatewayId: `nat-${hex}`,
  NetworkAclId: `acl-${hex}`,
  NetworkInterfaceId: `eni-${hex}`,
  Path: '/path/',
  RouteTableId: `rtb-${hex}`,
  SnapshotId: `snap-${hex}`,
  SourceSnapshotId: `snap-${hex}`,
  SubnetId: `subnet-${hex}`,
  UUID: uuid,
  VolumeId: `vol-${hex}`,
  VpcEndpointId: `vpce-${hex}`,
  VpcId: `vpc-${hex}`,
  VpcPeeringConnectionId: `pcx-${hex}`,
  registryId: '123456789012',
  accountId: '123456789012',
  QueueOwnerAWSAccountId: '123456789012',
  PeerOwnerId: '123456789012',
  ExpectedBucketOwner: '123456789012',
  ExpectedSourceBucketOwner: '123456789012',
  BucketAccountId: '123456789012',
};
/** Members that would choose otherwise, or that say who else is let in. */
const leftOut =
  /^(?:Targets|TargetMaps|TargetLocations|TargetLocationsURL|EndpointId|Qualifier|qualifier|DestinationRegion|tokenVaultId)$/;

export function sampleParameters(catalog: Catalog, operation: Operation): Parameters {
  const input = catalog.shape(operation, 'input');
  if (input?.kind !== 'structure') return {};
  const members = [...input.members].flatMap(([name, { shape }]): readonly (readonly [string, Json])[] => {
    const value = leftOut.test(name) ? undefined : sampleOf(operation.service, name, shape);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(members);
}

function sampleOf(service: string, name: string, shape: Shape): Json | undefined {
  const given = values[`${service}.${name}`] ?? values[name];
  if (given !== undefined) return given;
  switch (shape.kind) {
    case 'string':
      return shape.enumerated ? undefined : 'abc123';
    case 'list':
      return shape.member.shape.kind === 'string' && !shape.member.shape.enumerated ? ['abc123'] : undefined;
    case 'long':
    case 'integer':
      return 1;
    default:
      return undefined;
  }
}
