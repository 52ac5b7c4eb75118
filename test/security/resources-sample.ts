/** Sample parameters of any operation of the hand-checked services, for tests: each top-level name with a value of its kind. */

import type { Catalog } from '#core/catalog/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { Json, Parameters } from '#core/model.ts';
import { ec2Kind } from '#core/protocols/aws/resources/ec2-ids.ts';
import { typeOfMember } from '#core/protocols/aws/resources/ec2-members.ts';

const here = 'eu-west-1:123456789012';
const hex = '0123456789abcdef0';
const uuid = '12345678-1234-1234-1234-123456789012';

/** `service.Operation.Member`, `service.Member` or `Member` → what names something there. */
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
  'ec2.AssociationTarget': { InstanceIds: [`i-${hex}`] },
  'ec2.CertificateArn': `arn:aws:acm:${here}:certificate/${uuid}`,
  'ec2.Destination': `i-${hex}`,
  'ec2.ExportTaskId': `export-ami-${hex}`,
  'ec2.ImportTaskId': `import-snap-${hex}`,
  'ec2.InstanceCreditSpecifications': [{ InstanceId: `i-${hex}` }],
  'ec2.IpamPoolOwner': '123456789012',
  'ec2.PeerAccountId': '123456789012',
  'ec2.PoolId': `ipv4pool-ec2-${hex}`,
  'ec2.DisableVgwRoutePropagation.GatewayId': `vgw-${hex}`,
  'ec2.EnableVgwRoutePropagation.GatewayId': `vgw-${hex}`,
  'ec2.GetAssociatedIpv6PoolCidrs.PoolId': `ipv6pool-ec2-${hex}`,
  'ec2.GetCoipPoolUsage.PoolId': `ipv4pool-coip-${hex}`,
  'ec2.ReportId': `report-${hex}`,
  'ec2.ResourceIds': [`vpc-${hex}`],
  'ec2.RoleArn': 'arn:aws:iam::123456789012:role/r',
  'ec2.Source': `igw-${hex}`,
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
    const value = leftOut.test(name) ? undefined : sampleOf(operation, name, shape);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(members);
}

function sampleOf({ service, name: operation }: Operation, name: string, shape: Shape): Json | undefined {
  const given =
    values[`${service}.${operation}.${name}`] ??
    values[`${service}.${name}`] ??
    (service === 'ec2' ? ec2Id(name, shape) : undefined) ??
    values[name];
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

/** The prefix of a type's ids stands first in their pattern. */
function ec2Id(name: string, { kind }: Shape): Json | undefined {
  const type = typeOfMember.get(name);
  if (type === undefined) return undefined;
  const prefix = /^\^([a-z0-9-]+)-\(/.exec(ec2Kind(type).name.source)?.[1] ?? 'x';
  return kind === 'list' ? [`${prefix}-${hex}`] : `${prefix}-${hex}`;
}
