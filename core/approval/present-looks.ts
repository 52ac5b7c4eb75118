/** What is there now, one look an operation: which read of AWS tells it, and which members of its answer an approver is shown. */

import type { Json, Parameters } from '../model.ts';

export type Look = {
  /** `ec2:DescribeInstances`. */
  readonly read: string;
  /** What to ask, by the call's own parameters; a member that is undefined is left out. */
  readonly ask: (parameters: Parameters) => Readonly<Record<string, Json | undefined>>;
  /** Where in the answer the things themselves are: a path, through lists too. */
  readonly within: readonly string[];
  /** Members of theirs by their paths. */
  readonly show: readonly string[];
};

type Ask = Look['ask'];

/** Takes parameters of these names over as they are. */
const same =
  (...names: readonly string[]): Ask =>
  (parameters) =>
    Object.fromEntries(names.map((name) => [name, parameters[name]]));

/** Asks for a list of the one that the call names. */
const listed =
  (name: string, member: string): Ask =>
  (parameters) => ({ [name]: one(parameters[member]) });

const one = (value: Json | undefined): Json | undefined => (value === undefined ? undefined : [value]);

function look(read: string, ask: Ask, show: string, within = ''): Look {
  return { read, ask, within: within === '' ? [] : within.split('.'), show: show.split(' ') };
}

const machine = 'InstanceId State.Name InstanceType LaunchTime';
const instances = look('ec2:DescribeInstances', same('InstanceIds'), machine, 'Reservations.Instances');
const instance = look('ec2:DescribeInstances', listed('InstanceIds', 'InstanceId'), machine, 'Reservations.Instances');
const openings = look(
  'ec2:DescribeSecurityGroups',
  listed('GroupIds', 'GroupId'),
  'GroupName IpPermissions.IpProtocol IpPermissions.FromPort IpPermissions.ToPort IpPermissions.IpRanges.CidrIp',
  'SecurityGroups',
);
const rolePolicies = look('iam:ListAttachedRolePolicies', same('RoleName'), 'PolicyName', 'AttachedPolicies');
const versioning = look('s3:GetBucketVersioning', same('Bucket'), 'Status MFADelete');
const bucketPolicy = look('s3:GetBucketPolicy', same('Bucket'), 'Policy');
const functionShown = 'Runtime Handler LastModified CodeSha256 Role MemorySize Timeout State';
const unpublished = look('lambda:GetFunctionConfiguration', same('FunctionName'), functionShown);
const named = look('lambda:GetFunctionConfiguration', same('FunctionName', 'Qualifier'), functionShown);
const service = look(
  'ecs:DescribeServices',
  (parameters) => ({ cluster: parameters.cluster, services: one(parameters.service) }),
  'status desiredCount runningCount taskDefinition',
  'services',
);
const task = look(
  'ecs:DescribeTasks',
  (parameters) => ({ cluster: parameters.cluster, tasks: one(parameters.task) }),
  'lastStatus taskDefinitionArn startedAt',
  'tasks',
);
const database = look(
  'rds:DescribeDBInstances',
  same('DBInstanceIdentifier'),
  'DBInstanceStatus DBInstanceClass Engine EngineVersion AllocatedStorage MultiAZ DeletionProtection LatestRestorableTime',
  'DBInstances',
);
const table = look(
  'dynamodb:DescribeTable',
  same('TableName'),
  'TableStatus ItemCount TableSizeBytes BillingModeSummary.BillingMode DeletionProtectionEnabled',
  'Table',
);
const parameter = look(
  'ssm:DescribeParameters',
  ({ Name }) => ({ Filters: Name === undefined ? undefined : [{ Key: 'Name', Values: [Name] }] }),
  'Type Version LastModifiedDate LastModifiedUser',
  'Parameters',
);
const document = look(
  'ssm:DescribeDocument',
  ({ DocumentName, DocumentVersion }) => ({ Name: DocumentName, DocumentVersion }),
  'Owner DocumentVersion Status Description',
  'Document',
);
const secret = look(
  'secretsmanager:DescribeSecret',
  same('SecretId'),
  'Description LastChangedDate LastAccessedDate RotationEnabled NextRotationDate DeletedDate',
);

/** A test holds operations, parameters and paths against the catalog. */
export const looks: Readonly<Record<string, Look>> = {
  'ec2:TerminateInstances': instances,
  'ec2:StopInstances': instances,
  'ec2:StartInstances': instances,
  'ec2:RebootInstances': instances,
  'ec2:ModifyInstanceAttribute': instance,
  'ec2:AuthorizeSecurityGroupIngress': openings,
  'ec2:RevokeSecurityGroupIngress': openings,
  'ec2:DeleteVolume': look(
    'ec2:DescribeVolumes',
    listed('VolumeIds', 'VolumeId'),
    'Size State CreateTime Attachments.InstanceId',
    'Volumes',
  ),
  'ec2:DeleteSnapshot': look(
    'ec2:DescribeSnapshots',
    listed('SnapshotIds', 'SnapshotId'),
    'VolumeId VolumeSize StartTime Description',
    'Snapshots',
  ),
  'iam:CreateAccessKey': look('iam:ListAccessKeys', same('UserName'), 'Status CreateDate', 'AccessKeyMetadata'),
  'iam:DeleteUser': look('iam:GetUser', same('UserName'), 'CreateDate PasswordLastUsed', 'User'),
  'iam:DeleteRole': look('iam:GetRole', same('RoleName'), 'CreateDate Description RoleLastUsed.LastUsedDate', 'Role'),
  'iam:AttachRolePolicy': rolePolicies,
  'iam:DetachRolePolicy': rolePolicies,
  'iam:PutRolePolicy': look('iam:GetRolePolicy', same('RoleName', 'PolicyName'), 'PolicyDocument'),
  'iam:AttachUserPolicy': look('iam:ListAttachedUserPolicies', same('UserName'), 'PolicyName', 'AttachedPolicies'),
  'iam:UpdateAssumeRolePolicy': look('iam:GetRole', same('RoleName'), 'AssumeRolePolicyDocument', 'Role'),
  's3:DeleteBucket': versioning,
  's3:DeleteObject': versioning,
  's3:DeleteObjects': versioning,
  's3:PutObject': versioning,
  's3:PutBucketPolicy': bucketPolicy,
  's3:DeleteBucketPolicy': bucketPolicy,
  's3:PutPublicAccessBlock': look(
    's3:GetPublicAccessBlock',
    same('Bucket'),
    'BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets',
    'PublicAccessBlockConfiguration',
  ),
  's3:PutBucketLifecycleConfiguration': look(
    's3:GetBucketLifecycleConfiguration',
    same('Bucket'),
    'ID Status Expiration.Days NoncurrentVersionExpiration.NoncurrentDays',
    'Rules',
  ),
  'lambda:UpdateFunctionCode': unpublished,
  'lambda:UpdateFunctionConfiguration': unpublished,
  'lambda:DeleteFunction': named,
  'lambda:Invoke': named,
  'lambda:AddPermission': look('lambda:GetPolicy', same('FunctionName', 'Qualifier'), 'Policy'),
  'ecs:UpdateService': service,
  'ecs:DeleteService': service,
  'ecs:RunTask': look(
    'ecs:DescribeTaskDefinition',
    same('taskDefinition'),
    'taskDefinitionArn taskRoleArn registeredAt containerDefinitions.image',
    'taskDefinition',
  ),
  'ecs:StopTask': task,
  'ecs:ExecuteCommand': task,
  'ecs:DeleteCluster': look(
    'ecs:DescribeClusters',
    listed('clusters', 'cluster'),
    'status activeServicesCount runningTasksCount registeredContainerInstancesCount',
    'clusters',
  ),
  'rds:DeleteDBInstance': database,
  'rds:ModifyDBInstance': database,
  'rds:RebootDBInstance': database,
  'rds:DeleteDBCluster': look(
    'rds:DescribeDBClusters',
    same('DBClusterIdentifier'),
    'Status Engine EngineVersion DBClusterMembers.DBInstanceIdentifier DeletionProtection LatestRestorableTime',
    'DBClusters',
  ),
  'rds:DeleteDBSnapshot': look(
    'rds:DescribeDBSnapshots',
    same('DBSnapshotIdentifier'),
    'DBInstanceIdentifier SnapshotCreateTime AllocatedStorage SnapshotType',
    'DBSnapshots',
  ),
  'rds:ModifyDBSnapshotAttribute': look(
    'rds:DescribeDBSnapshotAttributes',
    same('DBSnapshotIdentifier'),
    'AttributeName AttributeValues',
    'DBSnapshotAttributesResult.DBSnapshotAttributes',
  ),
  'dynamodb:DeleteTable': table,
  'dynamodb:UpdateTable': table,
  'dynamodb:PutItem': table,
  'dynamodb:UpdateItem': table,
  'dynamodb:DeleteItem': table,
  'ssm:PutParameter': parameter,
  'ssm:DeleteParameter': parameter,
  'ssm:SendCommand': document,
  'ssm:StartAutomationExecution': document,
  'secretsmanager:GetSecretValue': secret,
  'secretsmanager:PutSecretValue': secret,
  'secretsmanager:UpdateSecret': secret,
  'secretsmanager:DeleteSecret': secret,
  'secretsmanager:RotateSecret': secret,
  'secretsmanager:PutResourcePolicy': look('secretsmanager:GetResourcePolicy', same('SecretId'), 'ResourcePolicy'),
};
