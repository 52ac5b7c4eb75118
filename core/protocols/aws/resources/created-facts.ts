/** Facts of what a call creates: it has no tags but those that the call itself gives it. */

import type { Call, Json, Resource, ResourceFacts } from '../../../model.ts';
import { isList, isObject, itemsAt } from './touched.ts';

/** Operation → the type of the resource that it creates, where making it again is refused or changes nothing. */
const creations: Readonly<Record<string, string | undefined>> = {
  'bedrock-agentcore-control:CreateApiKeyCredentialProvider': 'apikeycredentialprovider',
  'bedrock-agentcore-control:CreateOauth2CredentialProvider': 'oauth2credentialprovider',
  'bedrock-agentcore-control:CreateWorkloadIdentity': 'workload-identity',
  'cloudformation:CreateStack': 'stack',
  'dynamodb:CreateTable': 'table',
  'ecr:CreateRepository': 'repository',
  'ecs:CreateCapacityProvider': 'capacity-provider',
  'ecs:CreateCluster': 'cluster',
  'ecs:CreateService': 'service',
  'ecs:RegisterTaskDefinition': 'task-definition',
  'events:CreateEventBus': 'event-bus',
  'iam:CreateGroup': 'group',
  'iam:CreateInstanceProfile': 'instance-profile',
  'iam:CreatePolicy': 'policy',
  'iam:CreateRole': 'role',
  'iam:CreateUser': 'user',
  'kms:CreateKey': 'key',
  'lambda:CreateFunction': 'function',
  'logs:CreateLogGroup': 'log-group',
  'rds:CreateDBCluster': 'cluster',
  'rds:CreateDBClusterParameterGroup': 'cluster-pg',
  'rds:CreateDBClusterSnapshot': 'cluster-snapshot',
  'rds:CreateDBInstance': 'db',
  'rds:CreateDBParameterGroup': 'pg',
  'rds:CreateDBSnapshot': 'snapshot',
  'rds:CreateDBSubnetGroup': 'subgrp',
  'rds:CreateOptionGroup': 'og',
  'sagemaker:CreateEndpoint': 'endpoint',
  'sagemaker:CreateEndpointConfig': 'endpoint-config',
  'sagemaker:CreateModel': 'model',
  'sagemaker:CreateNotebookInstance': 'notebook-instance',
  'sagemaker:CreateProcessingJob': 'processing-job',
  'sagemaker:CreateTrainingJob': 'training-job',
  'sagemaker:CreateTransformJob': 'transform-job',
  'secretsmanager:CreateSecret': 'secret',
  'sns:CreateTopic': 'topic',
  'sqs:CreateQueue': 'queue',
  'ssm:CreateDocument': 'document',
  'stepfunctions:CreateActivity': 'activity',
  'stepfunctions:CreateStateMachine': 'statemachine',
};

type Tags = Readonly<Record<string, string>>;

/** Of the call's resources, those that do not exist yet. A launch template, or a copy with the tags of its source, may add tags that the call does not tell: they are not known. */
export function createdFacts(call: Call): readonly ResourceFacts[] {
  return call.resources.filter((resource) => isCreated(call, resource)).map((resource) => factsOf(call, resource));
}

function isCreated({ service, operation, parameters }: Call, { arn, type }: Resource): boolean {
  if (service === 'ec2') return arn.endsWith('/*');
  if (service === 'ssm' && operation === 'PutParameter') return parameters.Overwrite !== true && type === 'parameter';
  return creations[`${service}:${operation}`] === type;
}

function factsOf(call: Call, resource: Resource): ResourceFacts {
  const { parameters } = call;
  const isTemplated = ['CopyImageTags', 'LaunchTemplate', 'LaunchTemplateConfigs'].some((name) => parameters[name] !== undefined);
  const tags = isTemplated
    ? undefined
    : call.service === 'ec2'
      ? specified(call, resource)
      : tagsIn(parameters.Tags ?? parameters.tags);
  return { ...resource, tags: tags ?? {}, tagsKnown: tags !== undefined };
}

/** EC2 says which of the new resources a tag is for. */
function specified({ parameters }: Call, { type }: Resource): Tags | undefined {
  const wanted = itemsAt(parameters, 'TagSpecifications').filter((item) => isObject(item) && item.ResourceType === type);
  const found = wanted.map((item) => (isObject(item) ? tagsIn(item.Tags) : undefined));
  return found.includes(undefined) ? undefined : Object.assign({}, ...found);
}

/** A list of keys and values, or a map, in whatever letters the service writes them. Anything else is not known. */
function tagsIn(value: Json | undefined): Tags | undefined {
  if (value === undefined || value === null) return {};
  const pairs = isList(value) ? value.map(pairOf) : Object.entries(isObject(value) ? value : { '': null });
  const isWhole = pairs.every((pair) => typeof pair?.[1] === 'string');
  return isWhole ? Object.fromEntries(pairs.map((pair) => [String(pair?.[0]), String(pair?.[1])])) : undefined;
}

function pairOf(item: Json): readonly [Json, Json] | undefined {
  if (!isObject(item)) return undefined;
  const key = item.Key ?? item.key ?? item.TagKey;
  return typeof key === 'string' ? [key, item.Value ?? item.value ?? item.TagValue ?? ''] : undefined;
}
