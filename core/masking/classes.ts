/** The overlay: what AWS's models mark too little or too much, by hand, each line with its reason. */

import type { PathRule } from './path-rule.ts';

/** Every class that a finding may have, `ip` by a detector; and `stream`, `binary` and `text` of payloads that cannot be masked. */
export const classes = [
  'secret',
  'credential',
  'key-material',
  'user-data',
  'pii.name',
  'pii.contact',
  'pii.id',
  'pii.financial',
  'ip',
  'stream',
  'binary',
  'text',
  'unmodelled',
] as const;

export type MaskClass = (typeof classes)[number];

type Side = PathRule['side'];

function always(name: MaskClass, reason: string, places: readonly string[], side?: Side): readonly PathRule[] {
  return places.map((place) => ({
    ...placeOf(place),
    list: 'always',
    class: name,
    reason,
    ...(side === undefined ? {} : { side }),
  }));
}

/** Only for the client's view: the record stays masked. */
function never(reason: string, places: readonly string[]): readonly PathRule[] {
  return places.map((place) => ({ ...placeOf(place), list: 'never', class: '', reason }));
}

/** `service:Operation path`. */
function placeOf(place: string): Pick<PathRule, 'operation' | 'path'> {
  const [operation = '', path = ''] = place.split(' ');
  return { operation, path };
}

const credentials: readonly PathRule[] = [
  ...always('credential', 'Temporary AWS credentials: the models mark only some of their parts.', [
    '*:* **.SecretAccessKey',
    '*:* **.secretAccessKey',
  ]),
  ...always(
    'credential',
    'With it, temporary AWS credentials work outside of the gateway; most models leave it unmarked.',
    ['*:* **.SessionToken', '*:* **.sessionToken'],
    'output',
  ),
  ...always('credential', 'Logs in to a registry for twelve hours; unmarked.', [
    'ecr:* **.authorizationToken',
    'ecr-public:* **.authorizationToken',
    'codeartifact:GetAuthorizationToken authorizationToken',
    'lightsail:CreateContainerServiceRegistryLogin registryLogin.password',
  ]),
  ...always('credential', 'A token that stands for its holder; unmarked or marked only as secret.', [
    'license-manager:GetAccessToken AccessToken',
    'signin:CreateOAuth2Token tokenOutput.idToken',
    'sts:GetWebIdentityToken WebIdentityToken',
    'wickr:GetOidcInfo tokenInfo.accessToken',
    'wickr:GetOidcInfo tokenInfo.idToken',
    'wickr:GetOidcInfo tokenInfo.refreshToken',
    'connect:* **.ParticipantToken',
    'connectparticipant:* **.ParticipantToken',
    'connectparticipant:* **.ConnectionToken',
    'socialmessaging:AssociateWhatsAppBusinessAccount signupCallback.accessToken',
    'appflow:* **.refreshToken',
  ]),
  ...always('credential', 'Logs in to a cluster; the structure is unmarked.', [
    'emr:GetClusterSessionCredentials Credentials',
    'emr-containers:GetManagedEndpointSessionCredentials credentials',
  ]),
  ...always('credential', 'Long-lived passwords of IAM users for one service.', [
    'iam:* **.ServicePassword',
    'iam:* **.ServiceCredentialSecret',
  ]),
  ...always('credential', 'A URL or token that opens a console or a session to whoever holds it; unmarked.', [
    'appstream:CreateStreamingURL StreamingURL',
    'athena:CreatePresignedNotebookUrl NotebookUrl',
    'athena:CreatePresignedNotebookUrl AuthToken',
    'athena:GetResourceDashboard Url',
    'athena:GetSessionEndpoint AuthToken',
    'emr:GetOnClusterAppUIPresignedURL PresignedURL',
    'emr:GetPersistentAppUIPresignedURL PresignedURL',
    'emr-serverless:GetDashboardForJobRun url',
    'emr-serverless:GetResourceDashboard url',
    'gamelift:GetComputeAuthToken AuthToken',
    'kinesisanalyticsv2:CreateApplicationPresignedUrl AuthorizedUrl',
    'license-manager:CreateToken Token',
    'm2:GetSignedBluinsightsUrl signedBiUrl',
    'marketplace-reporting:GetBuyerDashboard embedUrl',
    'sagemaker:CreatePresignedDomainUrl AuthorizedUrl',
    'sagemaker:CreatePresignedMlflowAppUrl AuthorizedUrl',
    'sagemaker:CreatePresignedMlflowTrackingServerUrl AuthorizedUrl',
    'sagemaker:CreatePresignedNotebookInstanceUrl AuthorizedUrl',
    'sagemaker:CreatePartnerAppPresignedUrl Url',
    'workmail:AssumeImpersonationRole Token',
  ]),
  ...always('credential', 'Logs in to an instance; unmarked.', [
    'lightsail:GetInstanceAccessDetails accessDetails.password',
    'lightsail:GetInstanceAccessDetails accessDetails.privateKey',
  ]),
];

const keyMaterial: readonly PathRule[] = always('key-material', 'A private or symmetric key in clear.', [
  'acm:* **.PrivateKey',
  'acm:ExportCertificate Passphrase',
  'apigateway:CreateDomainName certificatePrivateKey',
  'ec2:CreateKeyPair KeyMaterial',
  'iam:UploadServerCertificate PrivateKey',
  'iam:* **.Base32StringSeed',
  'iam:* **.QRCodePNG',
  'iot:* **.PrivateKey',
  'iotwireless:* **.PrivateKeys',
  'kms:* Plaintext',
  'kms:* PrivateKeyPlaintext',
  'kms:* SharedSecret',
  'lightsail:* **.privateKeyBase64',
  'pinpoint:* **.PrivateKey',
]);

const userData: readonly PathRule[] = always(
  'user-data',
  'Start scripts hold bootstrap secrets; the attribute calls and older services leave them unmarked.',
  ['ec2:* **.UserData', 'autoscaling:* **.UserData', 'lightsail:* **.userData'],
);

const secrets: readonly PathRule[] = [
  ...always('secret', 'The key itself; unmarked.', [
    'apigateway:CreateApiKey value',
    'apigateway:GetApiKey value',
    'apigateway:UpdateApiKey value',
    'apigateway:GetApiKeys items[].value',
    'apigateway:GetUsagePlanKey value',
    'apigateway:CreateUsagePlanKey value',
    'apigateway:GetUsagePlanKeys items[].value',
    'wafv2:* **.APIKey',
    'dataexchange:* **.ApiKey',
    'pinpoint:* **.ApiKey',
    'pinpoint:* **.SecretKey',
    'pinpoint:* **.ClientSecret',
    'pinpoint:* **.Credential',
  ]),
  ...always('secret', 'JDBC passwords are ordinary properties here; unmarked.', [
    'glue:* **.ConnectionInput.ConnectionProperties',
    'glue:* **.TestConnectionInput.ConnectionProperties',
    'glue:GetConnection Connection.ConnectionProperties',
    'glue:GetConnections ConnectionList[].ConnectionProperties',
    'datazone:* **.glueConnection.connectionProperties',
    'datazone:* **.glueConnectionInput.connectionProperties',
  ]),
  ...always('secret', 'NoEcho hides a parameter only where the template says so; outputs are never hidden.', [
    'cloudformation:* **.ParameterValue',
    'cloudformation:* **.OutputValue',
    'servicecatalog:* **.OutputValue',
  ]),
  ...always('secret', 'Environment variables hold passwords; unmarked in these services.', [
    'codebuild:* **.environmentVariables[].value',
    'codebuild:* **.environmentVariablesOverride[].value',
    'codebuild:* **.exportedEnvironmentVariables[].value',
    'codepipeline:* **.environmentVariables[].value',
    'amplify:* **.environmentVariables',
    'appsync:* **.environmentVariables',
    'batch:* **.environment[].value',
    'devicefarm:* **.environmentVariables[].value',
    'emr:* **.EnvironmentVariables',
    'ecs:* **.environment[].value',
    'greengrass:* **.Environment.Variables',
    'greengrassv2:* **.environmentVariables',
    'lightsail:* **.environment',
  ]),
  ...always('secret', 'A password or shared secret; unmarked.', [
    'docdb:* **.MasterUserPassword',
    'neptune:* **.MasterUserPassword',
    'lightsail:* **.masterUserPassword',
    'securityhub:* **.MasterUserPassword',
    'securityhub:* **.PreSharedKey',
    'elasticache:* **.Passwords',
    'memorydb:* **.Passwords',
    'cloudhsmv2:* **.PreCoPassword',
    'elbv2:* **.ClientSecret',
    'emr:* **.KdcAdminPassword',
    'emr:* **.CrossRealmTrustPrincipalPassword',
    'emr:* **.ADDomainJoinPassword',
    'mq:* **.Password',
    'mq:* **.ServiceAccountPassword',
    'redshift:CreateHsmConfiguration HsmPartitionPassword',
    'invoicing:* **.ProcurementPortalSharedSecret',
    'sns:VerifySMSSandboxPhoneNumber OneTimePassword',
  ]),
];

const personal: readonly PathRule[] = [
  ...always('pii.contact', 'An address of a person.', [
    'organizations:* **.Email',
    'organizations:* **.MasterAccountEmail',
    'identitystore:* **.Emails[].Value',
  ]),
  ...always('pii.name', 'The name of a person.', [
    'identitystore:* **.UserName',
    'identitystore:* **.DisplayName',
    'identitystore:* **.Name.*',
    'cognito-idp:* **.Username',
  ]),
];

const overMarked: readonly PathRule[] = [
  ...never('The ARN of a key is a name, and clients copy it.', ['s3:* SSEKMSKeyId']),
  ...never('The handle by which users and groups are addressed.', [
    'cognito-idp:* **.Username',
    'identitystore:* **.UserName',
    'identitystore:* **.DisplayName',
  ]),
  ...never('Names and addresses of accounts and colleagues, which their administration lists.', [
    'identitystore:* **.Name.*',
    'identitystore:* **.Emails[].Value',
    'organizations:* **.Email',
    'organizations:* **.MasterAccountEmail',
    'organizations:* **.Accounts[].Name',
    'organizations:* Account.Name',
    'organizations:* **.AccountName',
  ]),
  ...never(
    'What was encrypted or signed for the client, to be stored or sent by it: bytes that nobody can read are its purpose.',
    [
      'kms:* CiphertextBlob',
      'kms:* Signature',
      'kms:* Mac',
      'kms:* PublicKey',
      'kms:* ImportToken',
      'payment-cryptography-data:* **.CipherText',
    ],
  ),
  ...never('The names of environment variables, not their values.', ['lambda:* **.Variables.{}']),
];

export const overlay: readonly PathRule[] = [...credentials, ...keyMaterial, ...userData, ...secrets, ...personal, ...overMarked];
