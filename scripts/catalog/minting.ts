/** Operations that hand out credentials: whoever holds those has left the gateway (threats 11). */

import { edges, type Model, shapeOf } from './model.ts';

/** Told by the output's shapes, so that a new operation is in by default; the table adds what names do not tell. */
export function mintsCredentials(service: string, model: Model, operation: string): boolean {
  if (minting.has(`${service}:${operation}`)) return true;
  const output = model.operations[operation]?.output?.shape;
  return output !== undefined && hasCredential(model, output, new Set());
}

const credentialMember = /^(secret_?access_?key|session_?token|secret_?key)$/i;

function hasCredential(model: Model, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const shape = shapeOf(model, name);
  const isNamed = Object.entries(shape.members ?? {}).some(
    ([member, edge]) => credentialMember.test(member) && shapeOf(model, edge.shape).type === 'string',
  );
  return isNamed || edges(shape).some((edge) => hasCredential(model, edge.shape, seen));
}

/** Tokens, logins and bearer URLs under other names. */
export const minting: ReadonlySet<string> = new Set([
  'appstream:CreateStreamingURL',
  'athena:CreatePresignedNotebookUrl',
  'athena:GetSessionEndpoint',
  'codeartifact:GetAuthorizationToken',
  'codecatalyst:CreateAccessToken',
  'cognito-identity:GetOpenIdToken',
  'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
  'connect:GetFederationToken',
  'ecr:GetAuthorizationToken',
  'ecr-public:GetAuthorizationToken',
  'emr:GetClusterSessionCredentials',
  'emr:GetOnClusterAppUIPresignedURL',
  'emr:GetPersistentAppUIPresignedURL',
  'emr-containers:GetManagedEndpointSessionCredentials',
  'emr-serverless:GetDashboardForJobRun',
  'emr-serverless:GetSessionEndpoint',
  'gamelift:GetComputeAuthToken',
  'gamelift:GetInstanceAccess',
  'grafana:CreateWorkspaceApiKey',
  'grafana:CreateWorkspaceServiceAccountToken',
  'iam:CreateServiceSpecificCredential',
  'iam:ResetServiceSpecificCredential',
  'license-manager:CreateToken',
  'license-manager:GetAccessToken',
  'lightsail:CreateContainerServiceRegistryLogin',
  'lightsail:GetInstanceAccessDetails',
  'lightsail:GetRelationalDatabaseMasterUserPassword',
  'lightsail:DownloadDefaultKeyPair',
  'mwaa:CreateCliToken',
  'mwaa:CreateWebLoginToken',
  'quicksight:GenerateEmbedUrlForAnonymousUser',
  'quicksight:GenerateEmbedUrlForRegisteredUser',
  'quicksight:GenerateEmbedUrlForRegisteredUserWithIdentity',
  'quicksight:GetDashboardEmbedUrl',
  'quicksight:GetSessionEmbedUrl',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'redshift:GetIdentityCenterAuthToken',
  'redshift-serverless:GetCredentials',
  'redshift-serverless:GetIdentityCenterAuthToken',
  'sagemaker:CreatePresignedDomainUrl',
  'sagemaker:CreatePresignedMlflowTrackingServerUrl',
  'sagemaker:CreatePresignedNotebookInstanceUrl',
  'signin:CreateOAuth2Token',
  'sso-oidc:CreateToken',
  'sso-oidc:CreateTokenWithIAM',
  'sts:GetWebIdentityToken',
  'workmail:AssumeImpersonationRole',
]);
