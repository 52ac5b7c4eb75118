/** The grants of exactly one call: its actions on its resources, for the operations whose needs were checked by hand. */

import type { Call, Resource } from '../model.ts';
import { type Grant, prefixOf } from './grant.ts';
import { passedRoles } from './passed-roles.ts';

/** Catalog ids. A test holds them to the services whose resources are checked by hand. */
export const exactServices: ReadonlySet<string> = new Set(
  `bedrock bedrock-agent bedrock-agent-runtime bedrock-agentcore bedrock-agentcore-control bedrock-runtime cloudformation dynamodb
  ec2 ecr ecs events iam kms lambda logs rds s3 s3control sagemaker sagemaker-runtime secretsmanager sns sqs ssm stepfunctions
  sts`.split(/\s+/),
);

/**
 * Operations for which IAM also asks for resources that their parameters do not all tell, or for none that it knows:
 * they get exactly their actions, on whatever these reach.
 */
export const anywhere: ReadonlySet<string> = new Set(
  `bedrock:CreateProvisionedModelThroughput bedrock:UpdateGuardrail bedrock:UpdateProvisionedModelThroughput
  bedrock-agent-runtime:GenerateQuery bedrock-agent-runtime:ListFlowExecutions bedrock-agent-runtime:OptimizePrompt
  bedrock-agent-runtime:Rerank bedrock-agent-runtime:RetrieveAndGenerate bedrock-agent-runtime:RetrieveAndGenerateStream
  bedrock-agentcore:InvokeHarness bedrock-agentcore:StartBrowserSession
  bedrock-agentcore-control:ListWorkloadIdentities
  cloudformation:CreateStackSet cloudformation:DescribeEvents dynamodb:ListExports dynamodb:ListImports
  ec2:AllocateAddress ec2:AssociateRouteTable ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress
  ec2:CancelCapacityReservation ec2:CreateClientVpnEndpoint ec2:CreateFleet ec2:CreateImage ec2:CreateIpamPrefixListResolver
  ec2:CreateNatGateway ec2:CreateReplaceRootVolumeTask ec2:CreateSubnet ec2:CreateVerifiedAccessEndpoint ec2:CreateVpc
  ec2:CreateVpcEndpoint ec2:CreateVpnConnection ec2:EnableFastLaunch ec2:ModifyClientVpnEndpoint ec2:ModifyIpamPrefixListResolver
  ec2:ModifySpotFleetRequest ec2:ModifyTransitGateway ec2:ModifyVerifiedAccessEndpoint ec2:ModifyFleet ec2:ModifyInstanceAttribute ec2:ModifyInstancePlacement ec2:ModifyNetworkInterfaceAttribute
  ec2:ModifySecurityGroupRules ec2:ModifyVpcEndpoint ec2:RequestSpotInstances ec2:RunInstances ec2:StartInstances
  ecs:ContinueServiceDeployment ecs:DeregisterTaskDefinition ecs:DescribeDaemonDeployments ecs:DescribeDaemonRevisions
  ecs:DescribeServiceDeployments ecs:DescribeServiceRevisions ecs:DescribeTaskDefinition ecs:StopServiceDeployment
  events:CreateApiDestination events:CreateArchive events:CreateConnection events:DeauthorizeConnection
  events:DeleteApiDestination events:DeleteConnection events:DescribeApiDestination events:DescribeConnection
  events:PutPermission events:RemovePermission events:UpdateApiDestination events:UpdateArchive events:UpdateConnection
  iam:UpdateDelegationRequest
  kms:CreateKey lambda:CreateEventSourceMapping
  logs:DeleteDeliverySource logs:DeleteIndexPolicy logs:DeleteResourcePolicy logs:DescribeFieldIndexes logs:DescribeIndexPolicies
  logs:PutIndexPolicy logs:PutResourcePolicy logs:PutSubscriptionFilter logs:UpdateDeliveryConfiguration
  rds:CreateBlueGreenDeployment rds:CreateDBCluster rds:CreateDBInstance rds:CreateIntegration rds:CreateDBInstanceReadReplica rds:DescribeDBInstanceAutomatedBackups
  rds:DescribeExportTasks rds:DescribePendingMaintenanceActions rds:DescribeReservedDBInstances rds:FailoverDBCluster
  rds:ModifyDBCluster rds:ModifyDBInstance rds:ModifyDBSnapshot rds:RestoreDBClusterFromS3 rds:RestoreDBClusterFromSnapshot
  rds:RestoreDBClusterToPointInTime rds:RestoreDBInstanceFromDBSnapshot rds:RestoreDBInstanceFromS3
  rds:RestoreDBInstanceToPointInTime
  s3control:CreateAccessPoint s3control:GetAccessPoint sagemaker:CreateCluster sagemaker:CreateTrainingJob
  sagemaker:UpdateCluster
  ssm:DeleteAssociation ssm:SendCommand ssm:StartAutomationExecution stepfunctions:ListExecutions`.split(/\s+/),
);

/** They send a call on to models in several regions, and IAM asks for those too. */
const routingTypes: ReadonlySet<string> = new Set([
  'application-inference-profile',
  'default-prompt-router',
  'inference-profile',
  'prompt-router',
]);

/** `undefined` where the call's resources are not known, not even up to a path, or nobody checked what its service asks for. */
export function callGrants(call: Call): readonly Grant[] | undefined {
  const [main] = call.actions;
  if (main === undefined || !exactServices.has(call.service)) return undefined;
  if (!call.resourcesKnown && !areIdentitiesByName(call)) return undefined;
  const grants = call.actions.map((action) => grantOf(action, prefixOf(main), call));
  return joined([...grants, ...reading(call)]);
}

function grantOf(action: string, mainPrefix: string, call: Call): Grant {
  const id = `${call.service}:${call.operation}`;
  if (action === 'iam:PassRole') return { actions: [action], ...passedRoles(call) };
  if (isTagOnCreate(action, call)) return { actions: [action], resources: ['*'], ...creating(action, call) };
  if (action === 'secretsmanager:BatchGetSecretValue' || action === 'lambda:GetLayerVersion')
    return { actions: [action], resources: ['*'] };
  if (prefixOf(action) !== mainPrefix)
    return { actions: [action], resources: patterns(ofService(call.resources, prefixOf(action))) };
  const isAnywhere = anywhere.has(id) || call.resources.some(({ type }) => routingTypes.has(type));
  const concerns = isAnywhere ? [] : concerned(action, call);
  return { actions: [action], resources: patterns(call.resourcesKnown ? concerns : concerns.flatMap(onAnyPath)) };
}

/** A name in IAM is one user's, role's or group's of the account, and leaves open the path alone. */
function areIdentitiesByName({ service, account, resources }: Call): boolean {
  return (
    service === 'iam' &&
    resources.length > 0 &&
    resources.every((resource) => resource.service === 'iam' && [account, 'aws'].includes(resource.account))
  );
}

function onAnyPath(resource: Resource): readonly Resource[] {
  return [resource, { ...resource, arn: resource.arn.replace('/', '/*/') }];
}

/** A copy reads its source, which stands last, and writes its target. */
function concerned(action: string, { operation, resources }: Call): readonly Resource[] {
  if (operation !== 'CopyObject' && operation !== 'UploadPartCopy') return resources;
  return action.startsWith('s3:Get') ? resources.slice(-1) : resources.slice(0, 1);
}

/** EC2 and ECS tag what does not exist yet, under ARNs of any type, and say by which operation. */
function isTagOnCreate(action: string, { operation }: Call): boolean {
  return (
    (action === 'ec2:CreateTags' && operation !== 'CreateTags') || (action === 'ecs:TagResource' && operation !== 'TagResource')
  );
}

function creating(action: string, { operation }: Call): Pick<Grant, 'condition'> {
  return { condition: { StringEquals: { [`${prefixOf(action)}:CreateAction`]: operation } } };
}

/** S3 says that a key does not exist only to those who may list its bucket; to others the answer is a denial. */
function reading({ service, operation, resources }: Call): readonly Grant[] {
  if (service !== 's3' || !/^(?:GetObject|HeadObject)$/.test(operation)) return [];
  const buckets = resources.map(({ arn }) => arn.slice(0, arn.indexOf('/')));
  return [{ actions: ['s3:ListBucket'], resources: buckets }];
}

function ofService(resources: readonly Resource[], prefix: string): readonly Resource[] {
  return resources.filter(({ service }) => service === prefix);
}

function patterns(resources: readonly Resource[]): readonly string[] {
  return resources.length === 0 ? ['*'] : resources.flatMap(patternsOf);
}

/** An object's key is the caller's own text (threats 25). Some actions of Logs ask for a group with `:*` behind it. */
function patternsOf({ arn, service, type }: Resource): readonly string[] {
  if (service === 's3') return [arn.replace(/[*?$]/g, (character) => `\${${character}}`)];
  return service === 'logs' && type === 'log-group' ? [arn, `${arn}:*`] : [arn];
}

/** Grants that differ in their actions alone are one. */
function joined(grants: readonly Grant[]): readonly Grant[] {
  const groups = Map.groupBy(grants, ({ resources, condition }) => JSON.stringify([resources, condition]));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, actions: [first, ...others].flatMap(({ actions }) => actions) }],
  );
}
