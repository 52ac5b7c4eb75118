import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameters } from '../../../model.ts';
import { resourcesOf } from './resources.ts';

const place = { region: 'eu-west-1', account: '123456789012', partition: 'aws' };
const here = 'eu-west-1:123456789012';
const foreign = 'eu-west-1:999999999999';
const uuid = '12345678-1234-1234-1234-123456789012';
const hex = '0123456789abcdef0';

/** Parameters → resources, each checked by hand against AWS's service authorization reference. ARNs without `arn:aws:`. */
type Row = readonly [call: string, parameters: Parameters, arns: readonly string[]];

function found(id: string, parameters: Parameters): { readonly arns: readonly string[]; readonly known: boolean } {
  const [service = '', operation = ''] = id.split(' ');
  const { resources, resourcesKnown } = resourcesOf({ service, operation, parameters, ...place });
  return { arns: resources.map(({ arn }) => arn.replace(/^arn:aws:/, '')), known: resourcesKnown };
}

const known: readonly Row[] = [
  ['ec2 CreateVolume', { AvailabilityZone: 'eu-west-1a' }, [`ec2:${here}:volume/*`]],
  [
    'ec2 AttachVolume',
    { VolumeId: `vol-${hex}`, InstanceId: `i-${hex}` },
    [`ec2:${here}:instance/i-${hex}`, `ec2:${here}:volume/vol-${hex}`],
  ],
  ['ec2 DeleteSnapshot', { SnapshotId: `snap-${hex}` }, [`ec2:eu-west-1::snapshot/snap-${hex}`]],
  ['ec2 DeregisterImage', { ImageId: `ami-${hex}` }, [`ec2:eu-west-1::image/ami-${hex}`]],
  ['ec2 AuthorizeSecurityGroupIngress', { GroupId: `sg-${hex}` }, [`ec2:${here}:security-group/sg-${hex}`]],
  [
    'ec2 CreateSecurityGroup',
    { GroupName: 'web', VpcId: `vpc-${hex}` },
    [`ec2:${here}:vpc/vpc-${hex}`, `ec2:${here}:security-group/*`],
  ],
  ['ec2 CreateVpc', { CidrBlock: '10.0.0.0/16' }, [`ec2:${here}:vpc/*`]],
  ['ec2 DeleteRoute', { RouteTableId: `rtb-${hex}` }, [`ec2:${here}:route-table/rtb-${hex}`]],
  ['ec2 CreateKeyPair', { KeyName: 'ops' }, [`ec2:${here}:key-pair/ops`]],
  ['ec2 DeleteLaunchTemplate', { LaunchTemplateId: `lt-${hex}` }, [`ec2:${here}:launch-template/lt-${hex}`]],
  ['ec2 DeleteTags', { Resources: [`subnet-${hex}`] }, [`ec2:${here}:subnet/subnet-${hex}`]],
  ['ec2 CreateFleet', {}, [`ec2:${here}:fleet/*`, `ec2:${here}:instance/*`]],
  ['ec2 DeleteTransitGateway', { TransitGatewayId: `tgw-${hex}` }, [`ec2:${here}:transit-gateway/tgw-${hex}`]],
  ['ec2 DeleteIpamPool', { IpamPoolId: `ipam-pool-${hex}` }, [`ec2::123456789012:ipam-pool/ipam-pool-${hex}`]],
  [
    'ec2 ModifyInstanceCreditSpecification',
    { InstanceCreditSpecifications: [{ InstanceId: `i-${hex}`, CpuCredits: 'unlimited' }] },
    [`ec2:${here}:instance/i-${hex}`],
  ],
  ['ec2 CancelExportTask', { ExportTaskId: `export-ami-${hex}` }, [`ec2:${here}:export-image-task/export-ami-${hex}`]],
  ['ec2 EnableEbsEncryptionByDefault', {}, []],
  [
    'rds CopyOptionGroup',
    { SourceOptionGroupIdentifier: 'a', TargetOptionGroupIdentifier: 'B' },
    [`rds:${here}:og:a`, `rds:${here}:og:b`],
  ],
  ['rds DeleteGlobalCluster', { GlobalClusterIdentifier: 'world' }, ['rds::123456789012:global-cluster:world']],
  ['s3control DeleteAccessGrantsInstance', { AccountId: place.account }, [`s3:${here}:access-grants/default`]],
  [
    's3control TagResource',
    { AccountId: place.account, ResourceArn: `arn:aws:s3:${here}:access-grants/default/grant/abc` },
    [`s3:${here}:access-grants/default/grant/abc`],
  ],
  [
    'sagemaker DeleteHubContent',
    { HubName: 'hub', HubContentType: 'Model', HubContentName: 'llm', HubContentVersion: '1' },
    [`sagemaker:${here}:hub/hub`, `sagemaker:${here}:hub-content/hub/Model/llm`],
  ],
  ['sagemaker DeleteCluster', { ClusterName: `arn:aws:sagemaker:${here}:cluster/abc` }, [`sagemaker:${here}:cluster/abc`]],
  [
    'bedrock DeleteMarketplaceModelEndpoint',
    { endpointArn: `arn:aws:sagemaker:${here}:endpoint/e` },
    [`bedrock:${here}:marketplace/model-endpoint/all-access`],
  ],
  [
    'iam DeleteOpenIDConnectProvider',
    { OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/token.example.com/x' },
    ['iam::123456789012:oidc-provider/token.example.com/x'],
  ],
  ['iam CreateVirtualMFADevice', { VirtualMFADeviceName: 'ann', Path: '/team/' }, ['iam::123456789012:mfa/team/ann']],
  ['iam UploadServerCertificate', { ServerCertificateName: 'web' }, ['iam::123456789012:server-certificate/web']],
  [
    'iam CreateOpenIDConnectProvider',
    { Url: 'https://token.example.com/x' },
    ['iam::123456789012:oidc-provider/token.example.com/x'],
  ],
  [
    'iam CreateServiceLinkedRole',
    { AWSServiceName: 'ecs.amazonaws.com' },
    ['iam::123456789012:role/aws-service-role/ecs.amazonaws.com/*'],
  ],
  [
    'iam GetServiceLinkedRoleDeletionStatus',
    { DeletionTaskId: `task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/${uuid}` },
    ['iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'],
  ],
  [
    'iam GenerateOrganizationsAccessReport',
    { EntityPath: 'o-a1b2/r-f6g7/ou-f6g7-abc' },
    ['iam::123456789012:access-report/o-a1b2/r-f6g7/ou-f6g7-abc'],
  ],
  [
    'rds DeleteCustomDBEngineVersion',
    { Engine: 'custom-oracle-ee', EngineVersion: '19.my_1' },
    [`rds:${here}:cev:custom-oracle-ee/19.my_1/*`],
  ],
  ['rds ModifyIntegration', { IntegrationIdentifier: uuid }, [`rds:${here}:integration:${uuid}`]],
  [
    'rds CreateBlueGreenDeployment',
    { BlueGreenDeploymentName: 'next', Source: `arn:aws:rds:${here}:db:web`, TargetDBParameterGroupName: 'pg18' },
    [`rds:${here}:pg:pg18`, `rds:${here}:deployment:*`, `rds:${here}:db:web`],
  ],
  ['rds PurchaseReservedDBInstancesOffering', { ReservedDBInstancesOfferingId: 'x' }, [`rds:${here}:ri:*`]],
  ['rds DescribeDBProxies', {}, []],
  [
    'logs CreateDelivery',
    { deliverySourceName: 's', deliveryDestinationArn: `arn:aws:logs:${here}:delivery-destination:d` },
    [`logs:${here}:delivery-source:s`, `logs:${here}:delivery-destination:d`, `logs:${here}:delivery:*`],
  ],
  ['logs PutIndexPolicy', { logGroupIdentifier: '/app' }, [`logs:${here}:log-group:/app`]],
  ['logs PutResourcePolicy', { policyName: 'p' }, []],
  [
    'logs CreateScheduledQuery',
    { logGroupIdentifiers: ['/app'], queryString: 'fields @message' },
    [`logs:${here}:scheduled-query:*`, `logs:${here}:log-group:/app`],
  ],
  [
    'cloudformation CreateStackRefactor',
    { StackDefinitions: [{ StackName: 'web' }, { StackName: 'api' }] },
    [`cloudformation:${here}:stack/web/*`, `cloudformation:${here}:stack/api/*`],
  ],
  ['cloudformation CreateStackSet', { StackSetName: 'base' }, [`cloudformation:${here}:stackset/base:*`]],
  [
    'cloudformation ImportStacksToStackSet',
    { StackSetName: 'base', StackIds: [`arn:aws:cloudformation:${here}:stack/web/${uuid}`] },
    [`cloudformation:${here}:stackset/base:*`, `cloudformation:${here}:stack/web/*`],
  ],
  ['cloudformation GetTemplateSummary', { TemplateBody: '{}' }, []],
  [
    's3control DeleteBucket',
    { AccountId: place.account, Bucket: `arn:aws:s3-outposts:${here}:outpost/op-${hex}/bucket/logs` },
    [`s3-outposts:${here}:outpost/op-${hex}/bucket/logs`],
  ],
  [
    's3control GetAccessPointScope',
    { AccountId: place.account, Name: 'logs--euw1-az1--xa-s3' },
    [`s3express:${here}:accesspoint/logs--euw1-az1--xa-s3`],
  ],
  [
    's3control CreateMultiRegionAccessPoint',
    { AccountId: place.account, Details: { Regions: [{ Bucket: 'one' }, { Bucket: 'two', BucketAccountId: place.account }] } },
    ['s3::123456789012:accesspoint/*', 's3:::one', 's3:::two'],
  ],
  [
    'bedrock-agent-runtime RetrieveAndGenerate',
    {
      retrieveAndGenerateConfiguration: {
        knowledgeBaseConfiguration: { knowledgeBaseId: 'KB12345678', modelArn: 'amazon.nova-lite-v1:0' },
      },
    },
    [`bedrock:${here}:knowledge-base/KB12345678`, 'bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0'],
  ],
  ['iam UpdateAccountPasswordPolicy', {}, []],
  ['ssm UpdateServiceSetting', { SettingId: '/ssm/a/b', SettingValue: 'x' }, [`ssm:${here}:servicesetting/ssm/a/b`]],
  [
    'bedrock-agent-runtime StopFlowExecution',
    { flowIdentifier: 'F', flowAliasIdentifier: 'A', executionIdentifier: 'E' },
    [`bedrock:${here}:flow/F/alias/A/execution/E`, `bedrock:${here}:flow/F`, `bedrock:${here}:flow/F/alias/A`],
  ],
  ['s3 PutBucketLogging', { Bucket: 'my-bucket' }, ['s3:::my-bucket']],
  ['s3 GetObjectLockConfiguration', { Bucket: 'my-bucket' }, ['s3:::my-bucket']],
  ['s3control GetPublicAccessBlock', { AccountId: place.account }, []],
  ['s3control GetAccessPoint', { AccountId: place.account, Name: 'logs' }, [`s3:${here}:accesspoint/logs`]],
  ['lambda UpdateFunctionCode', { FunctionName: 'jobs' }, [`lambda:${here}:function:jobs`]],
  [
    'lambda GetFunction',
    { FunctionName: 'jobs', Qualifier: '3' },
    [`lambda:${here}:function:jobs`, `lambda:${here}:function:jobs:3`],
  ],
  ['lambda PublishLayerVersion', { LayerName: 'base' }, [`lambda:${here}:layer:base`]],
  ['lambda GetLayerVersion', { LayerName: 'base', VersionNumber: 7 }, [`lambda:${here}:layer:base:7`]],
  ['lambda DeleteEventSourceMapping', { UUID: uuid }, [`lambda:${here}:event-source-mapping:${uuid}`]],
  ['lambda TagResource', { Resource: `arn:aws:lambda:${here}:function:jobs` }, [`lambda:${here}:function:jobs`]],
  ['ecs CreateCluster', {}, [`ecs:${here}:cluster/default`]],
  ['ecs DeleteCluster', { cluster: `arn:aws:ecs:${here}:cluster/web` }, [`ecs:${here}:cluster/web`]],
  ['ecs UpdateService', { cluster: 'web', service: 'api' }, [`ecs:${here}:service/web/api`]],
  [
    'ecs UpdateService',
    { cluster: `arn:aws:ecs:${here}:cluster/web`, service: `arn:aws:ecs:${here}:service/web/api` },
    [`ecs:${here}:service/web/api`],
  ],
  ['ecs StopTask', { task: 'abc123' }, [`ecs:${here}:task/default/abc123`]],
  ['ecs ExecuteCommand', { cluster: 'web', task: 'abc123' }, [`ecs:${here}:task/web/abc123`, `ecs:${here}:cluster/web`]],
  ['ecs RunTask', { taskDefinition: 'web:7' }, [`ecs:${here}:task-definition/web:7`]],
  ['ecs RegisterTaskDefinition', { family: 'web' }, [`ecs:${here}:task-definition/web:*`]],
  ['ecs DeleteTaskSet', { cluster: 'web', service: 'api', taskSet: 'ecs-svc-1' }, [`ecs:${here}:task-set/web/api/ecs-svc-1`]],
  ['ecr BatchDeleteImage', { repositoryName: 'team/app' }, [`ecr:${here}:repository/team/app`]],
  ['ecr DescribeRepositories', {}, []],
  ['ecr GetAuthorizationToken', {}, []],
  ['sqs CreateQueue', { QueueName: 'jobs.fifo' }, [`sqs:${here}:jobs.fifo`]],
  ['sqs SendMessage', { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs' }, [`sqs:${here}:jobs`]],
  ['sqs SendMessage', { QueueUrl: 'https://eu-west-1.queue.amazonaws.com/123456789012/jobs' }, [`sqs:${here}:jobs`]],
  ['sqs PurgeQueue', { QueueUrl: 'http://127.0.0.1:4181/123456789012/jobs' }, [`sqs:${here}:jobs`]],
  ['sqs ListMessageMoveTasks', { SourceArn: `arn:aws:sqs:${here}:dead` }, [`sqs:${here}:dead`]],
  ['sns Publish', { TopicArn: `arn:aws:sns:${here}:alarms` }, [`sns:${here}:alarms`]],
  ['sns Publish', { PhoneNumber: '+4930123' }, []],
  ['sns Unsubscribe', { SubscriptionArn: `arn:aws:sns:${here}:alarms:${uuid}` }, [`sns:${here}:alarms`]],
  [
    'ssm SendCommand',
    { DocumentName: 'AWS-RunShellScript', InstanceIds: [`i-${hex}`] },
    ['ssm:eu-west-1::document/AWS-RunShellScript', `ec2:${here}:instance/i-${hex}`],
  ],
  [
    'ssm StartSession',
    { Target: `mi-${hex}` },
    [`ssm:${here}:managed-instance/mi-${hex}`, `ssm:${here}:document/SSM-SessionManagerRunShell`],
  ],
  ['ssm TerminateSession', { SessionId: 'ann-0123456789abcdef0' }, [`ssm:${here}:session/ann-0123456789abcdef0`]],
  ['ssm UpdateDocument', { Name: 'runbook' }, [`ssm:${here}:document/runbook`]],
  ['ssm GetParameter', { Name: '/aws/service/ami/latest' }, ['ssm:eu-west-1::parameter/aws/service/ami/latest']],
  ['ssm GetAutomationExecution', { AutomationExecutionId: uuid }, [`ssm:${here}:automation-execution/${uuid}`]],
  ['ssm AddTagsToResource', { ResourceType: 'Document', ResourceId: 'runbook' }, [`ssm:${here}:document/runbook`]],
  ['kms CreateKey', {}, [`kms:${here}:key/*`]],
  ['kms Verify', { KeyId: uuid }, [`kms:${here}:key/${uuid}`]],
  ['cloudformation CreateStack', { StackName: 'web' }, [`cloudformation:${here}:stack/web/*`]],
  [
    'cloudformation DeleteStack',
    { StackName: `arn:aws:cloudformation:${here}:stack/web/${uuid}` },
    [`cloudformation:${here}:stack/web/*`],
  ],
  ['cloudformation ExecuteChangeSet', { StackName: 'web', ChangeSetName: 'c' }, [`cloudformation:${here}:stack/web/*`]],
  ['cloudformation DeleteStackSet', { StackSetName: 'base' }, [`cloudformation:${here}:stackset/base:*`]],
  ['cloudformation DescribeStacks', {}, []],
  ['rds DeleteDBInstance', { DBInstanceIdentifier: 'Orders' }, [`rds:${here}:db:orders`]],
  ['rds DescribeDBInstances', {}, []],
  ['rds DescribeDBInstances', { DBInstanceIdentifier: 'orders' }, [`rds:${here}:db:orders`]],
  [
    'rds CopyDBSnapshot',
    { SourceDBSnapshotIdentifier: 'rds:orders-1', TargetDBSnapshotIdentifier: 'copy' },
    [`rds:${here}:snapshot:rds:orders-1`, `rds:${here}:snapshot:copy`],
  ],
  ['rds AddTagsToResource', { ResourceName: `arn:aws:rds:${here}:pg:mine` }, [`rds:${here}:pg:mine`]],
  ['logs DeleteLogGroup', { logGroupName: '/aws/lambda/jobs' }, [`logs:${here}:log-group:/aws/lambda/jobs`]],
  ['logs FilterLogEvents', { logGroupIdentifier: `arn:aws:logs:${here}:log-group:/app:*` }, [`logs:${here}:log-group:/app`]],
  ['logs PutLogEvents', { logGroupName: '/app', logStreamName: 'a/b[1]' }, [`logs:${here}:log-group:/app:log-stream:a/b[1]`]],
  [
    'logs StartQuery',
    { logGroupNames: ['/app', '/web'], queryString: 'fields @message' },
    [`logs:${here}:log-group:/app`, `logs:${here}:log-group:/web`],
  ],
  ['events PutRule', { Name: 'nightly' }, [`events:${here}:rule/nightly`]],
  ['events PutTargets', { Rule: 'nightly', EventBusName: 'orders', Targets: [] }, [`events:${here}:rule/orders/nightly`]],
  [
    'events PutEvents',
    { Entries: [{}, { EventBusName: 'orders' }] },
    [`events:${here}:event-bus/default`, `events:${here}:event-bus/orders`],
  ],
  ['events TagResource', { ResourceARN: `arn:aws:events:${here}:rule/orders/nightly` }, [`events:${here}:rule/orders/nightly`]],
  ['stepfunctions CreateStateMachine', { name: 'jobs' }, [`states:${here}:stateMachine:jobs`]],
  [
    'stepfunctions StartExecution',
    { stateMachineArn: `arn:aws:states:${here}:stateMachine:jobs:live` },
    [`states:${here}:stateMachine:jobs`, `states:${here}:stateMachine:jobs:live`],
  ],
  [
    'stepfunctions StopExecution',
    { executionArn: `arn:aws:states:${here}:execution:jobs:run-1` },
    [`states:${here}:execution:jobs:run-1`],
  ],
  [
    'bedrock-runtime InvokeModel',
    { modelId: 'anthropic.claude-3-haiku-20240307-v1:0' },
    ['bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0'],
  ],
  [
    'bedrock-runtime Converse',
    { modelId: 'eu.anthropic.claude-3-haiku-20240307-v1:0' },
    [`bedrock:${here}:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0`],
  ],
  ['bedrock-runtime ApplyGuardrail', { guardrailIdentifier: 'abc123' }, [`bedrock:${here}:guardrail/abc123`]],
  ['bedrock DeleteGuardrail', { guardrailIdentifier: 'abc123' }, [`bedrock:${here}:guardrail/abc123`]],
  ['bedrock-agent UpdateAgent', { agentId: 'AGENT12345' }, [`bedrock:${here}:agent/AGENT12345`]],
  [
    'bedrock-agent-runtime InvokeAgent',
    { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' },
    [`bedrock:${here}:agent-alias/AGENT12345/ALIAS12345`],
  ],
  ['bedrock-agent-runtime Retrieve', { knowledgeBaseId: 'KB12345678' }, [`bedrock:${here}:knowledge-base/KB12345678`]],
  [
    'bedrock-agentcore-control DeleteAgentRuntime',
    { agentRuntimeId: 'bot-1a2b3c4d5e' },
    [`bedrock-agentcore:${here}:runtime/bot-1a2b3c4d5e`],
  ],
  [
    'bedrock-agentcore-control GetWorkloadIdentity',
    { name: 'bot' },
    [
      `bedrock-agentcore:${here}:workload-identity-directory/default/workload-identity/bot`,
      `bedrock-agentcore:${here}:workload-identity-directory/default`,
    ],
  ],
  [
    'bedrock-agentcore InvokeAgentRuntime',
    { agentRuntimeArn: `arn:aws:bedrock-agentcore:${here}:runtime/bot-1` },
    [`bedrock-agentcore:${here}:runtime/bot-1`, `bedrock-agentcore:${here}:runtime/bot-1/runtime-endpoint/DEFAULT`],
  ],
  ['bedrock-agentcore CreateEvent', { memoryId: 'mem-1' }, [`bedrock-agentcore:${here}:memory/mem-1`]],
  [
    'bedrock-agentcore StartBrowserSession',
    { browserIdentifier: 'aws.browser.v1' },
    ['bedrock-agentcore:eu-west-1:aws:browser/aws.browser.v1'],
  ],
  [
    'sagemaker CreateEndpoint',
    { EndpointName: 'web', EndpointConfigName: 'web-1' },
    [`sagemaker:${here}:endpoint/web`, `sagemaker:${here}:endpoint-config/web-1`],
  ],
  [
    'sagemaker CreatePresignedDomainUrl',
    { DomainId: 'd-abc', UserProfileName: 'ann' },
    [`sagemaker:${here}:user-profile/d-abc/ann`],
  ],
  ['sagemaker-runtime InvokeEndpoint', { EndpointName: 'web' }, [`sagemaker:${here}:endpoint/web`]],
  ['dynamodb CreateBackup', { TableName: 'Orders' }, [`dynamodb:${here}:table/Orders`]],
];

for (const [call, parameters, arns] of known) {
  test(`${call} touches ${arns.join(', ') || 'the account'}`, () => {
    assert.deepEqual(found(call, parameters), { arns, known: true });
  });
}

/** What the list leaves open, or what belongs to somebody else. */
const floors: readonly (readonly [why: string, ...Row])[] = [
  [
    'a new name beside the old one, whose path is not said',
    'iam UpdateUser',
    { UserName: 'ann', NewPath: '/team/', NewUserName: 'anna' },
    ['iam::123456789012:user/ann', 'iam::123456789012:user/team/anna'],
  ],
  ['a service that is none', 'iam CreateServiceLinkedRole', { AWSServiceName: '*' }, []],
  ['a proxy’s ARN holds an id', 'rds DescribeDBProxies', { DBProxyName: 'front' }, []],
  [
    'a query that is delivered to a bucket',
    'logs CreateScheduledQuery',
    {
      logGroupIdentifiers: ['/app'],
      queryString: 'fields @message',
      destinationConfiguration: { s3Configuration: { destinationIdentifier: 's3://theirs/x' } },
    },
    [`logs:${here}:scheduled-query:*`, `logs:${here}:log-group:/app`],
  ],
  [
    'a delivery to a bucket',
    'logs PutDeliveryDestination',
    { name: 'd', deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::theirs' } },
    [`logs:${here}:delivery-destination:d`],
  ],
  ['linked accounts', 'logs ListAggregateLogGroupSummaries', { includeLinkedAccounts: true }, []],
  ['the stacks of a move are not told by its id', 'cloudformation ExecuteStackRefactor', { StackRefactorId: uuid }, []],
  ['a bucket’s name tells no outpost', 's3control DeleteBucket', { AccountId: place.account, Bucket: 'logs' }, []],
  [
    'another account’s bucket',
    's3control CreateMultiRegionAccessPoint',
    { AccountId: place.account, Details: { Regions: [{ Bucket: 'theirs', BucketAccountId: '999999999999' }] } },
    ['s3::123456789012:accesspoint/*'],
  ],
  ['a security group’s name is of some network', 'ec2 DeleteSecurityGroup', { GroupName: 'web' }, []],
  ['a key pair’s id does not tell its name', 'ec2 DeleteKeyPair', { KeyPairId: `key-${hex}` }, []],
  [
    'another account is asked to peer',
    'ec2 CreateVpcPeeringConnection',
    { VpcId: `vpc-${hex}`, PeerOwnerId: '999999999999' },
    [`ec2:${here}:vpc/vpc-${hex}`, `ec2:${here}:vpc-peering-connection/*`],
  ],
  ['another account’s settings', 's3control GetPublicAccessBlock', { AccountId: '999999999999' }, []],
  ['a family without a revision', 'ecs RunTask', { taskDefinition: 'web' }, [`ecs:${here}:task-definition/web:*`]],
  ['an older ARN tells no cluster', 'ecs StopTask', { task: `arn:aws:ecs:${here}:task/abc123` }, []],
  ['another registry', 'ecr PutImage', { repositoryName: 'app', registryId: '999999999999' }, [`ecr:${foreign}:repository/app`]],
  [
    'another account’s queue',
    'sqs SendMessage',
    { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/999999999999/jobs' },
    [`sqs:${foreign}:jobs`],
  ],
  [
    'another region’s queue',
    'sqs SendMessage',
    { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs' },
    ['sqs:us-east-1:123456789012:jobs'],
  ],
  ['a URL that is none', 'sqs SendMessage', { QueueUrl: 'jobs' }, []],
  [
    'nodes are chosen by tags',
    'ssm SendCommand',
    { DocumentName: 'runbook', Targets: [{ Key: 'tag:env' }] },
    [`ssm:${here}:document/runbook`],
  ],
  [
    'a container is no node',
    'ssm StartSession',
    { Target: 'ecs:web_abc_def' },
    [`ssm:${here}:document/SSM-SessionManagerRunShell`],
  ],
  [
    'a change set does not tell its stack',
    'cloudformation ExecuteChangeSet',
    { ChangeSetName: `arn:aws:cloudformation:${here}:changeSet/c/${uuid}` },
    [],
  ],
  [
    'a stack set reaches into other accounts',
    'cloudformation CreateStackInstances',
    { StackSetName: 'base' },
    [`cloudformation:${here}:stackset/base:*`],
  ],
  [
    'a query may name further groups',
    'logs StartQuery',
    { logGroupName: '/app', queryString: 'SOURCE logGroups()' },
    [`logs:${here}:log-group:/app`],
  ],
  [
    'another account’s target',
    'events PutTargets',
    { Rule: 'nightly', Targets: [{ Arn: `arn:aws:sqs:${foreign}:jobs` }] },
    [`events:${here}:rule/nightly`, `sqs:${foreign}:jobs`],
  ],
  [
    'another account’s bus',
    'events PutEvents',
    { Entries: [{ EventBusName: `arn:aws:events:${foreign}:event-bus/theirs` }] },
    [`events:${foreign}:event-bus/theirs`],
  ],
  ['an endpoint sends to two regions', 'events PutEvents', { Entries: [{}], EndpointId: 'abcde.veo' }, []],
  [
    'another account’s layer',
    'lambda CreateFunction',
    { FunctionName: 'jobs', Layers: [`arn:aws:lambda:${foreign}:layer:x:1`] },
    [`lambda:${here}:function:jobs`, `lambda:${foreign}:layer:x:1`],
  ],
  [
    'another account’s runtime',
    'bedrock-agentcore InvokeAgentRuntime',
    { agentRuntimeArn: 'bot-1', accountId: '999999999999' },
    [`bedrock-agentcore:${foreign}:runtime/bot-1`, `bedrock-agentcore:${foreign}:runtime/bot-1/runtime-endpoint/DEFAULT`],
  ],
  ['another service’s model', 'bedrock-runtime InvokeModel', { modelId: `arn:aws:sagemaker:${here}:endpoint/web` }, []],
  ['a name that the ARN has otherwise', 'sagemaker DeleteModel', { ModelName: 'MyModel' }, []],
  ['a wildcard as a name', 'sqs CreateQueue', { QueueName: '*' }, []],
  ['a wildcard in an ARN', 'sns Publish', { TopicArn: `arn:aws:sns:${here}:*` }, []],
];

for (const [why, call, parameters, arns] of floors) {
  test(`${why}: the resources of ${call} are not known`, () => {
    assert.deepEqual(found(call, parameters), { arns, known: false });
  });
}
