/** Reads that return credentials: AWS calls them Read or List, and our `secret-read` sets them apart. */

import { mintsCredentials } from './minting.ts';
import { edges, type Model, shapeOf } from './model.ts';

/** Whether the output of a read holds a credential. */
export function returnsSecret(service: string, model: Model, operation: string): boolean {
  const name = `${service}:${operation}`;
  if (Object.hasOwn(notSecret, name)) return false;
  if (Object.hasOwn(secret, name) || mintsCredentials(service, model, operation)) return true;
  const output = model.operations[operation]?.output?.shape;
  return output !== undefined && sensitiveNames(model, output).some(isCredentialName);
}

const credentialName =
  /secret|passw|passphrase|credential|token|private_?key|pre_?shared_?key|api_?key|access_?key|stream_?key|activation_?code|connection_?string|pre_?signed|embed_?url|authorization|ps_?parameter_?value/i;

/** Flow tokens, and names of secrets in place of secrets. */
const harmlessName = /^(next|page|pagination|continuation|client)_?token$|tokens|(arn|arns|id|ids|name|names)$/i;

function isCredentialName(name: string): boolean {
  return credentialName.test(name) && !harmlessName.test(name);
}

/** Names of members and shapes that the model marks as sensitive, anywhere below the shape. */
function sensitiveNames(model: Model, root: string): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const waiting: (readonly [shape: string, member: string])[] = [[root, '']];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [name, member] = next;
    const shape = shapeOf(model, name);
    if (shape.sensitive === true) names.add(name).add(member);
    if (seen.has(`${name} ${member}`)) continue;
    seen.add(`${name} ${member}`);
    for (const [child, edge] of Object.entries(shape.members ?? {})) waiting.push([edge.shape, child]);
    if (shape.members === undefined) waiting.push(...edges(shape).map((edge) => [edge.shape, member] as const));
  }
  return [...names];
}

/** Reads whose credential the model does not mark, each with where it is. */
export const secret: { readonly [operation: string]: string } = {
  'apigateway:GetApiKey': 'value, with includeValue',
  'apigateway:GetApiKeys': 'items[].value, with includeValues',
  'appsync:ListApiKeys': 'apiKeys[].id is the key itself',
  'ec2:GetVpnConnectionDeviceSampleConfiguration': 'the configuration holds the pre-shared keys',
  'ec2:DescribeVpnConnections': 'CustomerGatewayConfiguration holds the pre-shared keys',
  'ecr:GetAuthorizationToken': 'authorizationData[].authorizationToken',
  'ecr-public:GetAuthorizationToken': 'authorizationData.authorizationToken',
  'gamelift:GetComputeAuthToken': 'AuthToken',
  'glue:GetConnection': 'ConnectionProperties, unless HidePassword',
  'glue:GetConnections': 'ConnectionProperties, unless HidePassword',
  'kinesis-video-signaling:GetIceServerConfig': 'IceServerList[].Password',
  'license-manager:GetAccessToken': 'AccessToken',
  'marketplace-reporting:GetBuyerDashboard': 'embedUrl signs its bearer in',
  'wafv2:ListAPIKeys': 'APIKeySummaries[].APIKey',
};

/** Reads whose sensitive member has a credential's name and holds none, each with why. */
export const notSecret: { readonly [operation: string]: string } = {
  'apprunner:DescribeService': 'RuntimeEnvironmentSecrets names where the secrets are',
  'dms:DescribeDataMigrations': 'SelectionRules shares the shape SecretString',
  'dms:DescribeEndpoints': 'passwords are never returned',
  'dms:DescribeReplicationTaskAssessmentResults': 'S3ObjectUrl shares the shape SecretString',
  'ecs:DescribeDaemonTaskDefinition': 'repositoryCredentials holds the ARN of a secret',
  'ecs:DescribeTaskDefinition': 'repositoryCredentials holds the ARN of a secret',
  'fsx:DescribeBackups': 'passwords are never returned',
  'fsx:DescribeFileSystems': 'passwords are never returned',
  'fsx:DescribeSnapshots': 'passwords are never returned',
  'fsx:DescribeVolumes': 'passwords are never returned',
  'kms:DescribeCustomKeyStores': 'the access key id of a proxy, without its secret',
  'rds:DescribeDBClusters': 'a pending MasterUserPassword is returned as stars',
  'rds:DescribeDBInstances': 'a pending MasterUserPassword is returned as stars',
  'rds:DescribeTenantDatabases': 'a pending MasterUserPassword is returned as stars',
  'redshift:DescribeClusters': 'a pending MasterUserPassword is returned as stars',
};
