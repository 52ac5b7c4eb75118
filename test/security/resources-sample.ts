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
  'ec2.SourceFpgaImageId': `afi-${hex}`,
  'ec2.SourceImageId': `ami-${hex}`,
  'ec2.SourceRegion': 'eu-west-1',
  'ec2.TransferAccountId': '123456789012',
  'ec2.UnusedReservationBillingOwnerId': '123456789012',
  'ec2.RoleArn': 'arn:aws:iam::123456789012:role/r',
  'ec2.Source': `igw-${hex}`,
  'ec2.Resources': [`i-${hex}`],
  'ec2.InstanceIds': [`i-${hex}`],
  'ec2.Groups': [`sg-${hex}`],
  'ec2.VpcEndpointIds': [`vpce-${hex}`],
  'ec2.FlowLogIds': [`fl-${hex}`],
  'ec2.FleetIds': [`fleet-${uuid}`],
  'ec2.SpotInstanceRequestIds': [`sir-${hex}`],
  'bedrock.customModelDeploymentIdentifier': 'abc123',
  'bedrock.DeleteImportedModel.modelIdentifier': 'abc123',
  'bedrock.GetImportedModel.modelIdentifier': 'abc123',
  'bedrock.inferenceProfileIdentifier': 'eu.amazon.titan-text',
  'bedrock.GetEvaluationJob.jobIdentifier': `arn:aws:bedrock:${here}:evaluation-job/abc123`,
  'bedrock.StopEvaluationJob.jobIdentifier': `arn:aws:bedrock:${here}:evaluation-job/abc123`,
  'bedrock.GetModelCustomizationJob.jobIdentifier': `arn:aws:bedrock:${here}:model-customization-job/abc123`,
  'bedrock.StopModelCustomizationJob.jobIdentifier': `arn:aws:bedrock:${here}:model-customization-job/abc123`,
  'bedrock.GetModelImportJob.jobIdentifier': `arn:aws:bedrock:${here}:model-import-job/abc123`,
  'bedrock.GetModelInvocationJob.jobIdentifier': `arn:aws:bedrock:${here}:model-invocation-job/abc123`,
  'bedrock.StopModelInvocationJob.jobIdentifier': `arn:aws:bedrock:${here}:model-invocation-job/abc123`,
  'bedrock.jobIdentifier': `arn:aws:bedrock:${here}:advanced-prompt-optimization-job/abc123`,
  'bedrock.jobArn': `arn:aws:bedrock:${here}:model-copy-job/abc123`,
  'bedrock.modelArn': `arn:aws:bedrock:${here}:custom-model/abc123`,
  'bedrock.modelId': 'amazon.titan-text:1',
  'bedrock.desiredModelId': 'amazon.titan-text:1',
  'bedrock.policyArn': `arn:aws:bedrock:${here}:automated-reasoning-policy/abc123`,
  'bedrock.promptRouterArn': `arn:aws:bedrock:${here}:prompt-router/abc123`,
  'bedrock.resourceARN': `arn:aws:bedrock:${here}:guardrail/abc123`,
  'bedrock.resourceArn': `arn:aws:bedrock:${here}:guardrail/abc123`,
  'bedrock.sourceModelArn': `arn:aws:bedrock:${here}:custom-model/abc123`,
  'bedrock-agent.resourceArn': `arn:aws:bedrock:${here}:agent/abc123`,
  'bedrock-agent-runtime.rerankingConfiguration': {
    bedrockRerankingConfiguration: {
      modelConfiguration: { modelArn: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.rerank-v1:0' },
    },
  },
  'bedrock-agent-runtime.retrieveAndGenerateConfiguration': {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId: 'abc123', modelArn: 'amazon.titan-text:1' },
  },
  'bedrock-agent-runtime.targetModelId': 'amazon.titan-text:1',
  'bedrock-agent-runtime.transformationConfiguration': {
    textToSqlConfiguration: { knowledgeBaseConfiguration: { knowledgeBaseArn: `arn:aws:bedrock:${here}:knowledge-base/abc123` } },
  },
  'bedrock-agent-runtime.resourceArn': `arn:aws:bedrock:${here}:session/abc123`,
  'bedrock-agentcore.paymentManagerArn': `arn:aws:bedrock-agentcore:${here}:payment-manager/abc123`,
  'cloudformation.StackDefinitions': [{ StackName: 'web' }, { StackName: 'api' }],
  'cloudformation.TargetType': 'STACK',
  'dynamodb.ExportArn': `arn:aws:dynamodb:${here}:table/Orders/export/01234567890123-abc`,
  'dynamodb.ImportArn': `arn:aws:dynamodb:${here}:table/Orders/import/01234567890123-abc`,
  'ecr.resourceArn': `arn:aws:ecr:${here}:repository/app`,
  'ecs.resourceArn': `arn:aws:ecs:${here}:cluster/web`,
  'ecs.daemonArn': `arn:aws:ecs:${here}:daemon/web/agent`,
  'ecs.daemonDeploymentArns': [`arn:aws:ecs:${here}:daemon-deployment/web/agent/abc123`],
  'ecs.daemonRevisionArns': [`arn:aws:ecs:${here}:daemon-revision/web/agent/123`],
  'ecs.daemonTaskDefinition': `arn:aws:ecs:${here}:daemon-task-definition/agent:7`,
  'ecs.serviceArn': `arn:aws:ecs:${here}:service/web/api`,
  'ecs.serviceDeploymentArn': `arn:aws:ecs:${here}:service-deployment/web/api/abc123`,
  'ecs.serviceDeploymentArns': [`arn:aws:ecs:${here}:service-deployment/web/api/abc123`],
  'ecs.serviceRevisionArns': [`arn:aws:ecs:${here}:service-revision/web/api/123`],
  'ecs.taskDefinition': 'web:7',
  'ecs.taskDefinitions': ['web:7'],
  'events.EventSourceArn': `arn:aws:events:${here}:event-bus/default`,
  'events.ResourceARN': `arn:aws:events:${here}:event-bus/default`,
  'events.Entries': [{ EventBusName: 'default' }],
  'events.EventSourceName': 'aws.partner/example.com/jobs',
  ...Object.fromEntries(
    ['Activate', 'Deactivate', 'Describe', 'DescribePartner'].map((verb) => [
      `events.${verb}EventSource.Name`,
      'aws.partner/example.com/jobs',
    ]),
  ),
  'iam.AWSServiceName': 'ecs.amazonaws.com',
  'iam.Arn': 'arn:aws:iam::123456789012:role/r',
  'iam.DeletionTaskId': `task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/${uuid}`,
  'iam.EntityArn': 'arn:aws:iam::123456789012:delegation-request/abc123',
  'iam.EntityPath': 'o-a1b2c3/r-f6g7/ou-f6g7-abc',
  'iam.NewPath': '/team/',
  'iam.OwnerAccountId': '123456789012',
  'iam.Url': 'https://token.example.com',
  'iam.OpenIDConnectProviderArn': 'arn:aws:iam::123456789012:oidc-provider/token.example.com',
  'iam.PolicySourceArn': 'arn:aws:iam::123456789012:role/r',
  'iam.SAMLProviderArn': 'arn:aws:iam::123456789012:saml-provider/idp',
  'iam.SerialNumber': 'arn:aws:iam::123456789012:mfa/ann',
  'iam.PolicyArn': 'arn:aws:iam::123456789012:policy/p',
  'kms.AliasName': 'alias/app',
  'lambda.CodeSigningConfigArn': `arn:aws:lambda:${here}:code-signing-config:csc-${hex}`,
  'lambda.DurableExecutionArn': `arn:aws:lambda:${here}:function:jobs:3/durable-execution/run/abc123`,
  'lambda.Arn': `arn:aws:lambda:${here}:layer:base:1`,
  'lambda.Resource': `arn:aws:lambda:${here}:function:jobs`,
  'logs.resourceArn': `arn:aws:logs:${here}:log-group:/app`,
  'logs.anomalyDetectorArn': `arn:aws:logs:${here}:anomaly-detector:${uuid}`,
  'logs.identifier': `arn:aws:logs:${here}:scheduled-query:${uuid}`,
  'logs.logGroupArnList': [`arn:aws:logs:${here}:log-group:/app`],
  'logs.lookupTableArn': `arn:aws:logs:${here}:lookup-table:codes`,
  'logs.deliveryDestinationArn': `arn:aws:logs:${here}:delivery-destination:archive`,
  'logs.PutResourcePolicy.resourceArn': `arn:aws:logs:${here}:log-group:/app`,
  'logs.queryString': 'fields @message',
  's3.CopySource': 'my-bucket/key',
  's3.Delete': { Objects: [{ Key: 'key' }] },
  'rds.IntegrationIdentifier': `arn:aws:rds:${here}:integration:${uuid}`,
  'rds.ResourceArn': `arn:aws:rds:${here}:cluster:web`,
  'rds.ModifyActivityStream.ResourceArn': `arn:aws:rds:${here}:db:web`,
  'rds.ResourceIdentifier': `arn:aws:rds:${here}:db:web`,
  'rds.ResourceName': `arn:aws:rds:${here}:db:web`,
  'rds.SnapshotIdentifier': `arn:aws:rds:${here}:cluster-snapshot:web`,
  'rds.Source': `arn:aws:rds:${here}:db:web`,
  'rds.SourceArn': `arn:aws:rds:${here}:cluster:web`,
  's3control.Bucket': `arn:aws:s3-outposts:${here}:outpost/op-${hex}/bucket/my-bucket`,
  's3control.CreateBucket.Bucket': 'my-bucket',
  's3control.Details': { Name: 'world', Regions: [{ Bucket: 'my-bucket' }, { Bucket: 'your-bucket' }] },
  ...Object.fromEntries(
    ['Delete', 'Get', 'Put'].map((verb) => [`s3control.${verb}AccessPointScope.Name`, 'logs--euw1-az1--xa-s3']),
  ),
  's3control.Mrap': 'arn:aws:s3::123456789012:accesspoint/abc123.mrap',
  's3control.OutpostId': `op-${hex}`,
  's3control.ResourceArn': `arn:aws:s3:${here}:storage-lens-group/all`,
  'sagemaker.ArtifactArn': `arn:aws:sagemaker:${here}:artifact/abc123`,
  ...Object.fromEntries(
    ['CreatePresignedMlflowAppUrl', 'DeleteMlflowApp', 'DescribeMlflowApp', 'UpdateMlflowApp'].map((name) => [
      `sagemaker.${name}.Arn`,
      `arn:aws:sagemaker:${here}:mlflow-app/abc123`,
    ]),
  ),
  'sagemaker.Arn': `arn:aws:sagemaker:${here}:partner-app/abc123`,
  'sagemaker.ClusterArn': `arn:aws:sagemaker:${here}:cluster/abc123`,
  'sagemaker.ClusterName': `arn:aws:sagemaker:${here}:cluster/abc123`,
  'sagemaker.CreateCluster.ClusterName': 'web',
  'sagemaker.DestinationArn': `arn:aws:sagemaker:${here}:artifact/abc123`,
  'sagemaker.HubContentType': 'Model',
  'sagemaker.ModelCardExportJobArn': `arn:aws:sagemaker:${here}:model-card/card/export-job/abc123`,
  'sagemaker.ModelPackageArn': `arn:aws:sagemaker:${here}:model-package/group/1`,
  'sagemaker.ModelPackageArnList': [`arn:aws:sagemaker:${here}:model-package/group/1`],
  'sagemaker.PipelineExecutionArn': `arn:aws:sagemaker:${here}:pipeline/train/execution/abcdef123456`,
  'sagemaker.ReservedCapacityArn': `arn:aws:sagemaker:${here}:reserved-capacity/abc123`,
  'sagemaker.ResourceArn': `arn:aws:sagemaker:${here}:endpoint/web`,
  'sagemaker.SourceArn': `arn:aws:sagemaker:${here}:artifact/abc123`,
  'sagemaker.TrainingPlanArn': `arn:aws:sagemaker:${here}:training-plan/plan`,
  'sagemaker.WorkteamArn': `arn:aws:sagemaker:${here}:workteam/team`,
  'sns.SubscriptionArn': `arn:aws:sns:${here}:alarms:${uuid}`,
  'sns.TopicArn': `arn:aws:sns:${here}:alarms`,
  'sns.TargetArn': `arn:aws:sns:${here}:alarms`,
  'sns.ResourceArn': `arn:aws:sns:${here}:alarms`,
  'sqs.QueueUrl': 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
  'sqs.SourceArn': `arn:aws:sqs:${here}:dead`,
  'sqs.DestinationArn': `arn:aws:sqs:${here}:jobs`,
  'ssm.AssociationIds': [uuid],
  'ssm.OpsMetadataArn': `arn:aws:ssm:${here}:opsmetadata/app`,
  'ssm.PutComplianceItems.ResourceType': 'ManagedInstance',
  'ssm.PutComplianceItems.ResourceId': `i-${hex}`,
  'ssm.ResourceArn': `arn:aws:ssm:${here}:document/runbook`,
  'ssm.SettingId': '/ssm/parameter-store/high-throughput-enabled',
  'ssm.WindowTargetId': uuid,
  'ssm.WindowTaskId': uuid,
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
