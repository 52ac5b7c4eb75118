/** What AWS holds against the caller's policies for each operation that the gateway's own functions use (service authorization reference). */

import type { Json, Parameters } from '#core/model.ts';
import type { AwsOperation } from './aws-request.ts';
import type { Asked } from './iam.ts';
import type { Place } from './physical-names.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type Account = Place & { readonly template: ResolvedTemplate };

type Question = (parameters: Parameters, account: Account) => readonly Asked[];

/** An operation that is missing here is refused: nothing is allowed unread. */
export function askedOf({ name, parameters }: AwsOperation, account: Account): readonly Asked[] {
  const question = questions[name];
  if (question === undefined) throw new TypeError(`${name} is no operation that the gateway's functions are known to use`);
  return question(parameters, account);
}

const onItem: (action: string, member: string) => Question = (action, member) => (parameters, account) =>
  onTable(account, { action, name: parameters.TableName, keys: [partitionIn(parameters[member])] });

const questions: Readonly<Record<string, Question>> = {
  'dynamodb:PutItem': onItem('dynamodb:PutItem', 'Item'),
  'dynamodb:GetItem': onItem('dynamodb:GetItem', 'Key'),
  'dynamodb:DeleteItem': onItem('dynamodb:DeleteItem', 'Key'),
  'dynamodb:BatchGetItem': ({ RequestItems }, account) =>
    Object.entries(objectIn(RequestItems)).flatMap(([name, asked]) => {
      const keys = listIn(objectIn(asked).Keys).map(partitionIn);
      return onTable(account, { action: 'dynamodb:BatchGetItem', name, keys });
    }),
  'dynamodb:BatchWriteItem': ({ RequestItems }, account) =>
    Object.entries(objectIn(RequestItems)).flatMap(([name, asked]) => {
      const keys = listIn(asked).map((one) => {
        const { PutRequest, DeleteRequest } = objectIn(one);
        return partitionIn(objectIn(PutRequest).Item ?? objectIn(DeleteRequest).Key ?? null);
      });
      return onTable(account, { action: 'dynamodb:BatchWriteItem', name, keys });
    }),
  'dynamodb:Query': ({ TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues }, account) => {
    const placeholder = /=\s*(:\w+)/.exec(String(KeyConditionExpression))?.[1] ?? '';
    const keys = [textIn(objectIn(ExpressionAttributeValues)[placeholder] ?? null)];
    return onTable(account, { action: 'dynamodb:Query', name: TableName, index: IndexName, keys });
  },
  'dynamodb:Scan': ({ TableName }, account) => onTable(account, { action: 'dynamodb:Scan', name: TableName, keys: [] }),
  's3:PutObject': ({ Bucket, Key }, account) => [
    on('s3:PutObject', `arn:aws:s3:::${Bucket}/${Key}`),
    ...throughKey('s3', ['kms:GenerateDataKey'], account),
  ],
  's3:GetObject': ({ Bucket, Key }, account) => [
    on('s3:GetObject', `arn:aws:s3:::${Bucket}/${Key}`),
    ...throughKey('s3', ['kms:Decrypt'], account),
  ],
  's3:PutObjectLegalHold': ({ Bucket, Key }) => [on('s3:PutObjectLegalHold', `arn:aws:s3:::${Bucket}/${Key}`)],
  's3:GetObjectLockConfiguration': ({ Bucket }) => [on('s3:GetBucketObjectLockConfiguration', `arn:aws:s3:::${Bucket}`)],
  's3:GetPublicAccessBlock': ({ Bucket }) => [on('s3:GetBucketPublicAccessBlock', `arn:aws:s3:::${Bucket}`)],
  's3:GetBucketVersioning': ({ Bucket }) => [on('s3:GetBucketVersioning', `arn:aws:s3:::${Bucket}`)],
  'kms:Sign': ({ KeyId }) => [on('kms:Sign', String(KeyId))],
  'kms:GetPublicKey': ({ KeyId }) => [on('kms:GetPublicKey', String(KeyId))],
  'secretsmanager:GetSecretValue': ({ SecretId }, account) => [
    on('secretsmanager:GetSecretValue', String(SecretId)),
    // Secrets of the operator are encrypted with the account's default key, which needs no permission.
    ...(isOfTemplate(String(SecretId), account) ? throughKey('secretsmanager', ['kms:Decrypt'], account) : []),
  ],
  'ses:SendEmail': ({ FromEmailAddress }, { region, account }) => {
    const context = { 'ses:FromAddress': [String(FromEmailAddress)] };
    return [{ action: 'ses:SendEmail', resource: `arn:aws:ses:${region}:${account}:identity/${FromEmailAddress}`, context }];
  },
  'events:PutEvents': ({ Entries }, { region, account }) =>
    listIn(Entries).map((entry) =>
      on('events:PutEvents', `arn:aws:events:${region}:${account}:event-bus/${objectIn(entry).EventBusName}`),
    ),
  'states:StartExecution': ({ stateMachineArn }) => [on('states:StartExecution', String(stateMachineArn))],
  // The token tells the machine.
  'states:SendTaskSuccess': (_parameters, { template }) => [
    on('states:SendTaskSuccess', template.ref(template.only('AWS::StepFunctions::StateMachine').id)),
  ],
  'lambda:Invoke': ({ FunctionName }) => [on('lambda:InvokeFunction', String(FunctionName))],
  'sts:AssumeRole': ({ RoleArn, SourceIdentity, Tags }) => [
    on('sts:AssumeRole', String(RoleArn)),
    ...(SourceIdentity === undefined ? [] : [on('sts:SetSourceIdentity', String(RoleArn))]),
    ...(Tags === undefined ? [] : [on('sts:TagSession', String(RoleArn))]),
  ],
  'comprehend:DetectPiiEntities': (_parameters, { region }) => [
    { action: 'comprehend:DetectPiiEntities', resource: '*', context: { 'aws:RequestedRegion': [region] } },
  ],
};

function on(action: string, resource: string): Asked {
  return { action, resource, context: {} };
}

type Items = {
  readonly action: string;
  readonly name: Json | undefined;
  readonly index?: Json | undefined;
  readonly keys: readonly string[];
};

/** With what DynamoDB asks of the table's key in the caller's name. */
function onTable(account: Account, { action, name, index, keys }: Items): readonly Asked[] {
  const table = `arn:aws:dynamodb:${account.region}:${account.account}:table/${name}`;
  const resource = index === undefined ? table : `${table}/index/${index}`;
  const context: Asked['context'] = keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys };
  const key = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
  return [{ action, resource, context }, ...throughKey('dynamodb', key, account)];
}

/** The key that encrypts at rest, used by a service on the caller's behalf. */
function throughKey(service: string, actions: readonly string[], { template, region, account }: Account): readonly Asked[] {
  const key = template.ofType('AWS::KMS::Key').find(({ properties }) => properties.KeySpec === undefined);
  const context = { 'kms:ViaService': [`${service}.${region}.amazonaws.com`], 'kms:CallerAccount': [account] };
  return actions.map((action) => ({ action, resource: template.attribute(key?.id ?? '', 'Arn'), context }));
}

function isOfTemplate(arn: string, { template }: Account): boolean {
  return template.ofType('AWS::SecretsManager::Secret').some(({ id }) => template.ref(id) === arn);
}

function partitionIn(item: Json | undefined): string {
  return textIn(objectIn(item).pk ?? null);
}

function textIn(attribute: Json): string {
  return String(objectIn(attribute).S);
}

type JsonObject = { readonly [name: string]: Json };

function objectIn(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
