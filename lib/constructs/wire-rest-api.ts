/** The front of the AWS wire as a REST API: a name of its own, a firewall, and answers that stream. Its handler authenticates. */

import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from '../accept.ts';
import { WireFirewall } from './wire-firewall.ts';

export type WireRestApiProps = {
  readonly handler: lambda.Function;
  readonly domainName: string;
  readonly certificateArn: string;
  readonly removalPolicy: RemovalPolicy;
};

/** Requests a second, and at once. */
const throttle = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 } as const;

const handlerVerifies =
  'Clients sign with credentials that the gateway issued: the handler verifies them, and nothing in front of it could.';

export class WireRestApi extends Construct {
  /** What the wire's own name must lead to. */
  readonly target: string;
  readonly serverErrors: cloudwatch.Metric;

  constructor(scope: Construct, id: string, { handler, domainName, certificateArn, removalPolicy }: WireRestApiProps) {
    super(scope, id);
    const api = new apigw.RestApi(this, 'Api', {
      restApiName: `${Stack.of(this).stackName}-wire`,
      description: 'Countersign: the AWS wire',
      endpointTypes: [apigw.EndpointType.REGIONAL],
      // Its paths begin with the stage, which no client signs.
      disableExecuteApiEndpoint: true,
      // Bodies arrive as they were sent.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: removalPolicy,
      deployOptions: {
        stageName: 'wire',
        tracingEnabled: true,
        accessLogDestination: new apigw.LogGroupLogDestination(
          new logs.LogGroup(this, 'AccessLog', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy }),
        ),
        accessLogFormat: accessLogFormat(),
        ...throttle,
      },
    });
    this.serve(api, handler);
    const name = new apigw.DomainName(this, 'Name', {
      domainName,
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: apigw.EndpointType.REGIONAL,
      securityPolicy: apigw.SecurityPolicy.TLS_1_2,
      // CDK's classes are not typed for exact optional properties.
      mapping: api as apigw.IRestApi,
    });
    new WireFirewall(this, 'Firewall', { resourceArn: api.deploymentStage.stageArn });
    this.target = name.domainNameAliasDomainName;
    this.serverErrors = api.metricServerError();
    acceptFindings(api);
  }

  /** Every method on every path, the root as well. */
  private serve(api: apigw.RestApi, handler: lambda.Function): void {
    const integration = new apigw.LambdaIntegration(handler, {
      responseTransferMode: apigw.ResponseTransferMode.STREAM,
      allowTestInvoke: false,
      ...(handler.timeout === undefined ? {} : { timeout: handler.timeout }),
    });
    for (const resource of [api.root, api.root.addResource('{proxy+}')]) {
      const method = resource.addMethod('ANY', integration, { authorizationType: apigw.AuthorizationType.NONE });
      accept(method, 'APIG4', handlerVerifies);
      accept(method, 'COG4', handlerVerifies);
    }
  }
}

/** No path, no query and no header: they hold parameters of calls. */
function accessLogFormat(): apigw.AccessLogFormat {
  const fields = {
    requestId: apigw.AccessLogField.contextRequestId(),
    time: apigw.AccessLogField.contextRequestTime(),
    sourceIp: apigw.AccessLogField.contextIdentitySourceIp(),
    method: apigw.AccessLogField.contextHttpMethod(),
    status: apigw.AccessLogField.contextStatus(),
    responseBytes: apigw.AccessLogField.contextResponseLength(),
    latencyMs: apigw.AccessLogField.contextResponseLatency(),
  };
  return apigw.AccessLogFormat.custom(JSON.stringify(fields));
}

function acceptFindings(api: apigw.RestApi): void {
  accept(
    api,
    'APIG2',
    'Every AWS API is served: the handler decodes each request by AWS’s own models, and refuses what does not.',
  );
  accept(
    api,
    'APIG6',
    'The execution log tells paths and queries, which hold parameters of calls; each call is recorded, masked, by the handler.',
  );
  accept(
    api,
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    'API Gateway takes no other policy for its access logs: it looks for this one’s actions when the role is set.',
  );
}
