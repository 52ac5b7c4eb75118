/** The names that CloudFormation would give the resources of a template: what `Ref` and `Fn::GetAtt` of each type stand for. */

import type { Resource } from '../support/synth.ts';

export const stackName = 'Countersign';

export type Place = { readonly account: string; readonly region: string };

type Named = { readonly ref: string; readonly attributes?: Readonly<Record<string, string>> };
type Naming = (id: string, resource: Resource, place: Place & { readonly resolve: (value: unknown) => unknown }) => Named;

const named: Naming = (id) => ({ ref: id });

/** A type that is missing here is an error of whoever reads it: nothing is made up. */
const namings: Readonly<Record<string, Naming>> = {
  'AWS::ApiGateway::DomainName': (_id, { Properties }) => ({
    ref: Properties.DomainName,
    attributes: { RegionalDomainName: 'd-wire', RegionalHostedZoneId: 'z' },
  }),
  'AWS::ApiGateway::Resource': named,
  'AWS::ApiGateway::RestApi': (id) => ({ ref: id, attributes: { RootResourceId: 'root' } }),
  'AWS::ApiGateway::Stage': (_id, { Properties }) => ({ ref: Properties.StageName }),
  'AWS::ApiGatewayV2::Api': (id) => ({ ref: id, attributes: { ApiEndpoint: `https://${id.toLowerCase()}.execute-api.test` } }),
  'AWS::ApiGatewayV2::Authorizer': named,
  'AWS::ApiGatewayV2::DomainName': (id, { Properties }) => ({
    ref: Properties.DomainName,
    attributes: { RegionalDomainName: `d-${id}` },
  }),
  'AWS::ApiGatewayV2::Integration': named,
  'AWS::ApiGatewayV2::Stage': (_id, { Properties }) => ({ ref: Properties.StageName }),
  'AWS::DynamoDB::Table': (id, _resource, place) => {
    const arn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${stackName}-${id}`;
    return { ref: `${stackName}-${id}`, attributes: { Arn: arn, StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` } };
  },
  'AWS::Events::EventBus': (_id, { Properties }, place) => ({
    ref: Properties.Name,
    attributes: { Arn: `arn:aws:events:${place.region}:${place.account}:event-bus/${Properties.Name}` },
  }),
  'AWS::Events::Rule': (id, _resource, place) => withArn(id, `arn:aws:events:${place.region}:${place.account}:rule/${id}`),
  'AWS::IAM::Role': (id, { Properties }, place) => {
    const name = String(Properties.RoleName === undefined ? `${stackName}-${id}` : place.resolve(Properties.RoleName));
    return withArn(name, `arn:aws:iam::${place.account}:role${Properties.Path ?? '/'}${name}`);
  },
  'AWS::KMS::Key': (id, _resource, place) => withArn(id, `arn:aws:kms:${place.region}:${place.account}:key/${id}`),
  'AWS::Lambda::Function': (id, _resource, place) => {
    const name = `${stackName}-${id}`;
    return withArn(name, `arn:aws:lambda:${place.region}:${place.account}:function:${name}`);
  },
  'AWS::Lambda::Url': (id, _resource, place) => ({
    ref: id,
    attributes: { FunctionUrl: `https://${id.toLowerCase()}.lambda-url.${place.region}.on.aws/` },
  }),
  'AWS::Logs::LogGroup': (id, _resource, place) =>
    withArn(`${stackName}-${id}`, `arn:aws:logs:${place.region}:${place.account}:log-group:${stackName}-${id}:*`),
  'AWS::S3::Bucket': (id) => {
    const name = `${stackName}-${id}`.toLowerCase();
    return withArn(name, `arn:aws:s3:::${name}`);
  },
  'AWS::SNS::Topic': (id, _resource, place) => ({ ref: `arn:aws:sns:${place.region}:${place.account}:${stackName}-${id}` }),
  'AWS::SQS::Queue': (id, _resource, place) => ({
    ref: `https://sqs.${place.region}.amazonaws.com/${place.account}/${stackName}-${id}`,
    attributes: { Arn: `arn:aws:sqs:${place.region}:${place.account}:${stackName}-${id}`, QueueName: `${stackName}-${id}` },
  }),
  'AWS::SecretsManager::Secret': (id, _resource, place) => ({
    ref: `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${stackName}-${id}-AbCdEf`,
  }),
  'AWS::StepFunctions::StateMachine': (_id, { Properties }, place) => ({
    ref: `arn:aws:states:${place.region}:${place.account}:stateMachine:${Properties.StateMachineName}`,
  }),
};

export const nameOf: Naming = (id, resource, place) => {
  const naming = namings[resource.Type];
  if (naming === undefined) throw new TypeError(`physical-names: no name for ${resource.Type} (${id})`);
  return naming(id, resource, place);
};

function withArn(ref: string, Arn: string): Named {
  return { ref, attributes: { Arn } };
}
