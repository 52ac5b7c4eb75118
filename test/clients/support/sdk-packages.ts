/** Every installed client of the AWS SDK for JavaScript, by the catalog's id of its service. */

import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import type { Protocol } from '#core/catalog/service.ts';

export type SdkPackage = {
  readonly service: string;
  /** The class of its client. */
  readonly client: string;
  readonly protocol: Protocol;
  readonly load: () => Promise<Readonly<Record<string, unknown>>>;
  readonly options?: object;
  /** As the profile addresses a service that shares operations with others of its signing name. */
  readonly prefix?: string;
};

export const sdkPackages: readonly SdkPackage[] = [
  of('apigateway', 'APIGatewayClient', 'rest-json', () => import('@aws-sdk/client-api-gateway')),
  of('autoscaling', 'AutoScalingClient', 'query', () => import('@aws-sdk/client-auto-scaling')),
  { ...of('bedrock', 'BedrockClient', 'rest-json', () => import('@aws-sdk/client-bedrock')), prefix: '/_svc/bedrock' },
  of(
    'bedrock-agentcore-control',
    'BedrockAgentCoreControlClient',
    'rest-json',
    () => import('@aws-sdk/client-bedrock-agentcore-control'),
  ),
  of('cloudformation', 'CloudFormationClient', 'query', () => import('@aws-sdk/client-cloudformation')),
  of('cloudfront', 'CloudFrontClient', 'rest-xml', () => import('@aws-sdk/client-cloudfront')),
  of('cloudtrail', 'CloudTrailClient', 'json', () => import('@aws-sdk/client-cloudtrail')),
  of('cloudwatch', 'CloudWatchClient', 'json', () => import('@aws-sdk/client-cloudwatch')),
  {
    ...of('cloudwatch', 'CloudWatchClient', 'cbor', () => import('@aws-sdk/client-cloudwatch')),
    options: { protocol: new SmithyRpcV2CborProtocol({ defaultNamespace: 'com.amazonaws.cloudwatch' }) },
  },
  of('logs', 'CloudWatchLogsClient', 'json', () => import('@aws-sdk/client-cloudwatch-logs')),
  of('comprehend', 'ComprehendClient', 'json', () => import('@aws-sdk/client-comprehend')),
  of('dynamodb', 'DynamoDBClient', 'json', () => import('@aws-sdk/client-dynamodb')),
  of('ec2', 'EC2Client', 'ec2', () => import('@aws-sdk/client-ec2')),
  of('ecr', 'ECRClient', 'json', () => import('@aws-sdk/client-ecr')),
  of('ecs', 'ECSClient', 'json', () => import('@aws-sdk/client-ecs')),
  of('elasticache', 'ElastiCacheClient', 'query', () => import('@aws-sdk/client-elasticache')),
  of('events', 'EventBridgeClient', 'json', () => import('@aws-sdk/client-eventbridge')),
  of('glue', 'GlueClient', 'json', () => import('@aws-sdk/client-glue')),
  of('iam', 'IAMClient', 'query', () => import('@aws-sdk/client-iam')),
  of('kms', 'KMSClient', 'json', () => import('@aws-sdk/client-kms')),
  of('lambda', 'LambdaClient', 'rest-json', () => import('@aws-sdk/client-lambda')),
  of('organizations', 'OrganizationsClient', 'json', () => import('@aws-sdk/client-organizations')),
  of('rds', 'RDSClient', 'query', () => import('@aws-sdk/client-rds')),
  of('route53', 'Route53Client', 'rest-xml', () => import('@aws-sdk/client-route-53')),
  of('s3', 'S3Client', 'rest-xml', () => import('@aws-sdk/client-s3')),
  of('sagemaker', 'SageMakerClient', 'json', () => import('@aws-sdk/client-sagemaker')),
  of('secretsmanager', 'SecretsManagerClient', 'json', () => import('@aws-sdk/client-secrets-manager')),
  of('sesv2', 'SESv2Client', 'rest-json', () => import('@aws-sdk/client-sesv2')),
  of('stepfunctions', 'SFNClient', 'json', () => import('@aws-sdk/client-sfn')),
  of('sns', 'SNSClient', 'query', () => import('@aws-sdk/client-sns')),
  of('sqs', 'SQSClient', 'json', () => import('@aws-sdk/client-sqs')),
  of('ssm', 'SSMClient', 'json', () => import('@aws-sdk/client-ssm')),
  of('sts', 'STSClient', 'query', () => import('@aws-sdk/client-sts')),
];

function of(service: string, client: string, protocol: Protocol, load: SdkPackage['load']): SdkPackage {
  return { service, client, protocol, load };
}
