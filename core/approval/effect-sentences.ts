/**
 * What will happen, one plain sentence an operation, by `service:Operation`. `{resources}` stands for what the call touches, any
 * other name in braces for that parameter. A test holds operations and parameters against the catalog.
 */
export const effectSentences: Readonly<Record<string, string>> = {
  'ec2:TerminateInstances':
    'Ends {resources} for good: the machines, their local disks, and every volume that is set to go with them. This cannot be undone.',
  'ec2:StopInstances':
    'Stops {resources}: what they serve is unavailable until they are started again, and local disks are lost.',
  'ec2:StartInstances': 'Starts {resources}; they cost money again from then on.',
  'ec2:RebootInstances': 'Restarts {resources}: what they serve is unavailable for some minutes.',
  'ec2:RunInstances':
    'Launches {MinCount} to {MaxCount} new machines of type {InstanceType} from the image {ImageId}; the user data below runs on them as root.',
  'ec2:ModifyInstanceAttribute': 'Changes a setting of {resources}; some settings decide what runs on it at its next start.',
  'ec2:AuthorizeSecurityGroupIngress': 'Opens {resources} to traffic from outside, from the addresses and to the ports below.',
  'ec2:RevokeSecurityGroupIngress': 'Closes {resources} to traffic that is let in today; connections that rely on it break.',
  'ec2:DeleteVolume': 'Deletes {resources} with all data on it. This cannot be undone.',
  'ec2:DeleteSnapshot': 'Deletes the backup {resources}. This cannot be undone.',
  'ec2:DeleteTags': 'Takes tags off {resources}; guardrails that look at them no longer protect it.',
  'ec2:CreateTags':
    'Sets tags on {resources}, over those of the same name; guardrails that look at them then judge by the new ones.',
  'iam:CreateUser': 'Creates the user {UserName} in the account, an identity outside of this gateway.',
  'iam:CreateAccessKey': 'Creates a permanent key for {UserName}: whoever holds it calls AWS past this gateway.',
  'iam:DeleteUser': 'Deletes the user {UserName}; what signs in as it stops working.',
  'iam:CreateRole': 'Creates the role {RoleName}, to be assumed by whom the trust policy below names.',
  'iam:DeleteRole': 'Deletes the role {RoleName}; everything that runs with it stops working.',
  'iam:AttachRolePolicy': 'Gives the role {RoleName} everything that the policy {PolicyArn} permits.',
  'iam:DetachRolePolicy': 'Takes from the role {RoleName} what the policy {PolicyArn} permits.',
  'iam:PutRolePolicy': 'Gives the role {RoleName} the permissions below, in place of its inline policy {PolicyName}.',
  'iam:AttachUserPolicy': 'Gives the user {UserName} everything that the policy {PolicyArn} permits.',
  'iam:UpdateAssumeRolePolicy': 'Replaces who may assume the role {RoleName} by the trust policy below.',
  's3:DeleteBucket': 'Deletes the empty bucket {Bucket}; its name is free for anybody from then on.',
  's3:DeleteObject': 'Deletes {Key} from the bucket {Bucket}; without versioning this cannot be undone.',
  's3:DeleteObjects': 'Deletes the objects below from the bucket {Bucket}; without versioning this cannot be undone.',
  's3:PutObject': 'Writes {Key} into the bucket {Bucket}, over what is there under that name.',
  's3:PutBucketPolicy': 'Replaces who may do what with the bucket {Bucket} by the policy below.',
  's3:DeleteBucketPolicy': 'Removes the policy of the bucket {Bucket}: what it forbade is forbidden no more.',
  's3:PutPublicAccessBlock': 'Changes what of the bucket {Bucket} may be made public.',
  's3:PutBucketLifecycleConfiguration': 'Replaces the rules by which objects of the bucket {Bucket} expire or are deleted.',
  'lambda:UpdateFunctionCode': 'Replaces the code of the function {FunctionName}; its next run is by the new one.',
  'lambda:UpdateFunctionConfiguration':
    'Changes how the function {FunctionName} runs: what is given below, in place of what is set today.',
  'lambda:DeleteFunction': 'Deletes the function {FunctionName}; what calls it fails.',
  'lambda:Invoke': 'Runs the function {FunctionName} now, with its own permissions.',
  'lambda:AddPermission': 'Lets {Principal} call the function {FunctionName}.',
  'ecs:UpdateService': 'Changes the service {service}: tasks are replaced or stopped as given below.',
  'ecs:DeleteService': 'Deletes the service {service}: its tasks end.',
  'ecs:RunTask': 'Runs the task {taskDefinition} now, with its own role.',
  'ecs:StopTask': 'Ends the running task {task}.',
  'ecs:ExecuteCommand': 'Opens a shell in the task {task} and runs the command below, with the permissions of the task.',
  'ecs:DeleteCluster': 'Deletes the cluster {cluster}.',
  'rds:DeleteDBInstance':
    'Deletes the database {DBInstanceIdentifier} with all its data; without a final snapshot this cannot be undone.',
  'rds:DeleteDBCluster': 'Deletes the database cluster {DBClusterIdentifier}; without a final snapshot this cannot be undone.',
  'rds:ModifyDBInstance': 'Changes the database {DBInstanceIdentifier}; it may restart, at once or at its next maintenance.',
  'rds:RebootDBInstance': 'Restarts the database {DBInstanceIdentifier}: its connections break.',
  'rds:DeleteDBSnapshot': 'Deletes the backup {DBSnapshotIdentifier}. This cannot be undone.',
  'rds:ModifyDBSnapshotAttribute': 'Shares the backup {DBSnapshotIdentifier} with the accounts below, or stops sharing it.',
  'dynamodb:DeleteTable': 'Deletes the table {TableName} with all its items. This cannot be undone without a backup.',
  'dynamodb:DeleteItem': 'Deletes one item of the table {TableName}.',
  'dynamodb:PutItem': 'Writes one item into the table {TableName}, over the one with the same key.',
  'dynamodb:UpdateItem': 'Changes one item of the table {TableName}.',
  'dynamodb:UpdateTable': 'Changes the capacity, the indexes or the protection of the table {TableName}.',
  'dynamodb:BatchWriteItem': 'Writes and deletes the items below, each over the one with the same key.',
  'ssm:PutParameter': 'Sets the parameter {Name}; what reads it gets the new value.',
  'ssm:DeleteParameter': 'Deletes the parameter {Name}; what reads it fails.',
  'ssm:SendCommand': 'Runs the document {DocumentName} on the machines below, as their administrator.',
  'ssm:StartSession': 'Opens a shell on {Target}. What is typed there is not seen by this gateway.',
  'ssm:StartAutomationExecution': 'Starts the automation {DocumentName}, which changes resources under its own role.',
  'secretsmanager:GetSecretValue': 'Reads the secret {SecretId}; its value stays masked unless a policy reveals it.',
  'secretsmanager:PutSecretValue': 'Replaces the value of the secret {SecretId}; what reads it gets the new one.',
  'secretsmanager:UpdateSecret': 'Changes the secret {SecretId}, its value or the key it is encrypted with.',
  'secretsmanager:DeleteSecret':
    'Deletes the secret {SecretId}, after its recovery window or at once as given below; what reads it fails.',
  'secretsmanager:RotateSecret': 'Rotates the secret {SecretId} now; what holds the old value fails.',
  'secretsmanager:PutResourcePolicy': 'Replaces who may read or change the secret {SecretId} by the policy below.',
};

/** What the gateway itself does. */
export const ownSentences: Readonly<Record<string, string>> = {
  'countersign:BreakGlass':
    'Opened a break-glass session on {Connection} as {Role}, until {Until}. That was done already: a yes acknowledges it, a no calls it misuse and cuts the session off.',
};
