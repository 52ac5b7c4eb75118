/** Operations that open a resource to others or change who may do what, though AWS's data calls them plain writes (threats 10). */

const byName = new RegExp(
  [
    '(ResourcePolicy|ResourcePolicyStatement|ClusterPolicy|RepositoryPolicy|AccessPolicy|PermissionsPolicy|AssumeRolePolicy)$',
    '(Permission|Permissions|PermissionSet|PermissionGroup|AccessEntry|GroupMembership|AccessGrant)$',
    '(ResourceShare|ResourceShareInvitation|ResourceSharePermission|DataShareConsumer|(Framework|Portfolio|Lens|Profile|Template|Workload)Share)$',
    '(DelegatedAdmin|DelegatedAdministrator|DelegatedAdminAccount|OrganizationAdminAccount|CrossAccountAttachment|CrossAccountAuthorization)$',
    '(SnapshotAttribute|ImageAttribute|FunctionUrlConfig|BlockPublicAccessOptions|BlockPublicAccessExclusion|PublicAccessBlock)$',
  ].join('|'),
);

/** Service → further ones, whose names say it only there. */
const byService: { readonly [service: string]: readonly string[] | undefined } = {
  aiops: ['PutInvestigationGroupPolicy', 'DeleteInvestigationGroupPolicy'],
  'bedrock-agentcore-control': ['CreatePolicy', 'UpdatePolicy', 'DeletePolicy'],
  dataexchange: ['CreateDataGrant', 'AcceptDataGrant', 'DeleteDataGrant'],
  datazone: ['CreateSubscriptionGrant', 'DeleteSubscriptionGrant', 'CreateProjectMembership', 'DeleteProjectMembership'],
  ec2: ['ModifyVerifiedAccessEndpointPolicy', 'ModifyVerifiedAccessGroupPolicy'],
  iot: ['AttachThingPrincipal', 'DetachThingPrincipal'],
  'license-manager': ['CreateGrant', 'AcceptGrant', 'DeleteGrant', 'RejectGrant', 'CreateGrantVersion'],
  logs: ['PutDestinationPolicy', 'PutDeliveryDestinationPolicy', 'DeleteDeliveryDestinationPolicy'],
  mediaconvert: ['CreateResourceShare', 'PutPolicy', 'DeletePolicy'],
  mediapackagev2: ['PutChannelPolicy', 'DeleteChannelPolicy', 'PutOriginEndpointPolicy', 'DeleteOriginEndpointPolicy'],
  oam: ['PutSinkPolicy'],
  omics: ['CreateShare', 'AcceptShare', 'DeleteShare', 'PutS3AccessPolicy', 'DeleteS3AccessPolicy'],
  opensearchserverless: ['CreateSecurityPolicy', 'UpdateSecurityPolicy', 'DeleteSecurityPolicy'],
  organizations: ['CreatePolicy', 'DeletePolicy'],
  rekognition: ['PutProjectPolicy', 'DeleteProjectPolicy'],
  sagemaker: ['PutModelPackageGroupPolicy', 'DeleteModelPackageGroupPolicy'],
  serverlessrepo: ['PutApplicationPolicy'],
  'ssm-contacts': ['PutContactPolicy'],
  'sso-admin': [
    'PutInlinePolicyToPermissionSet',
    'DeleteInlinePolicyFromPermissionSet',
    'PutApplicationGrant',
    'DeleteApplicationGrant',
  ],
  verifiedpermissions: [
    'CreatePolicy',
    'UpdatePolicy',
    'DeletePolicy',
    'CreatePolicyTemplate',
    'UpdatePolicyTemplate',
    'DeletePolicyTemplate',
  ],
  workdocs: ['RemoveAllResourcePermissions'],
};

export function changesPermissions(service: string, operation: string): boolean {
  return byName.test(operation) || (byService[service]?.includes(operation) ?? false);
}

/** Every operation that the table names, so that a test can see that each still exists. */
export const namedOperations: readonly (readonly [service: string, operation: string])[] = Object.entries(byService).flatMap(
  ([service, operations = []]) => operations.map((operation) => [service, operation] as const),
);
