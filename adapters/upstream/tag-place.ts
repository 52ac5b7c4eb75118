/** Where the tags of a resource are read: the reader of its service, the host and the signing name. */

import type { Resource } from '#core/model.ts';
import { readDynamodbTags } from './dynamodb-tags.ts';
import { readEc2Tags } from './ec2-tags.ts';
import { listedTags } from './listed-tags.ts';
import { readAgentcoreTags, readBedrockAgentTags, readBedrockTags, readFunctionTags } from './rest-tags.ts';
import { readSecretTags } from './secret-tags.ts';
import { readParameterTags } from './ssm-tags.ts';
import type { TagReader } from './tag-client.ts';
import { readAnyTags } from './tagging-api.ts';
import { readDatabaseTags, readIdentityTags, readS3Tags, readStackTags, readTopicTags } from './xml-tags.ts';

export type TagPlace = {
  readonly read: TagReader;
  /** The host before the region, where it is not the service's name. */
  readonly host?: string;
  readonly signingName?: string;
  /** A global service has one host without a region, and is signed for this one. */
  readonly region?: string;
};

/** Hosts that have another name than their service. */
const hosts: Readonly<Record<string, Pick<TagPlace, 'host'>>> = {
  ecr: { host: 'api.ecr' },
  sagemaker: { host: 'api.sagemaker' },
};

const generic: TagPlace = { read: readAnyTags, host: 'tagging', signingName: 'tagging' };
const bedrockAgents: TagPlace = { read: readBedrockAgentTags, host: 'bedrock-agent', signingName: 'bedrock' };
const byService: ReadonlyMap<string, TagPlace> = new Map([
  ['bedrock', { read: readBedrockTags }],
  ['bedrock-agentcore', { read: readAgentcoreTags, host: 'bedrock-agentcore-control', signingName: 'bedrock-agentcore' }],
  ['cloudformation', { read: readStackTags }],
  ['dynamodb', { read: readDynamodbTags }],
  ['ec2', { read: readEc2Tags }],
  ['iam', { read: readIdentityTags, region: 'us-east-1' }],
  ['lambda', { read: readFunctionTags }],
  ['rds', { read: readDatabaseTags }],
  ['s3', { read: readS3Tags }],
  ['secretsmanager', { read: readSecretTags }],
  ['sns', { read: readTopicTags }],
  ['ssm', { read: readParameterTags }],
  ...[...listedTags].map(([service, read]): [string, TagPlace] => [service, { read, ...hosts[service] }]),
]);
const agentTypes: ReadonlySet<string> = new Set(['agent', 'agent-alias', 'flow', 'flow-alias', 'knowledge-base', 'prompt']);

export function tagPlaceOf({ service, type }: Resource): TagPlace {
  if (service === 'bedrock' && agentTypes.has(type)) return bedrockAgents;
  return byService.get(service) ?? generic;
}
