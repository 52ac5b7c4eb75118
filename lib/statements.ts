/** The statements of the functions' roles: explicit actions on explicit ARNs, no more than the handlers use. */

import { Aws } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Config } from '#config/config.ts';
import type { Accepted } from './accept.ts';
import { type Partition, partitions, type TableIndexName } from './table-layout.ts';
import { type keyUsers, viaService } from './via-service.ts';

/** What `dynamodb:LeadingKeys` of these partitions look like. */
export function leadingKeys(of: readonly Partition[]): readonly string[] {
  return of.map((name) => `${Aws.ACCOUNT_ID}#${partitions[name]}#*`);
}

/** An item is put, never updated or deleted; IAM cannot ask for the condition that it is new, so the adapter does (ADR 6). */
export function putItems(table: dynamodb.ITable, of: readonly Partition[]): iam.PolicyStatement {
  return onItems('PutItems', { table, of, actions: ['dynamodb:PutItem'] });
}

export function getItems(table: dynamodb.ITable, of: readonly Partition[]): iam.PolicyStatement {
  return onItems('GetItems', { table, of, actions: ['dynamodb:GetItem'] });
}

/** Whole events, found by indexes; and sessions. */
export function searchItems(table: dynamodb.ITable, indexes: readonly TableIndexName[]): readonly iam.PolicyStatement[] {
  return [
    onItems('ReadEvents', { table, of: ['session', 'unowned'], actions: ['dynamodb:BatchGetItem'] }),
    ...findSessions(table, indexes),
  ];
}

/** Sessions alone: what an index says of them, and their own partitions. */
export function findSessions(table: dynamodb.ITable, indexes: readonly TableIndexName[]): readonly iam.PolicyStatement[] {
  return [
    onItems('FindSessions', { table, of: ['session'], actions: ['dynamodb:Query'] }),
    new iam.PolicyStatement({
      sid: 'SearchIndexes',
      actions: ['dynamodb:Query'],
      resources: indexes.map((name) => `${table.tableArn}/index/${name}`),
    }),
  ];
}

/** Approvals, and the lists that they are found in: they change until they end, unlike events. */
export function changeApprovals(table: dynamodb.ITable): readonly iam.PolicyStatement[] {
  return [onItems('ChangeApprovals', { table, of: ['approval'], actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'] })];
}

/** Looks for approvals in their lists. */
export function listApprovals(table: dynamodb.ITable): iam.PolicyStatement {
  return onItems('ListApprovals', { table, of: ['approval'], actions: ['dynamodb:Query'] });
}

/** What became of calls that waited. */
export function findStoredCalls(table: dynamodb.ITable): iam.PolicyStatement {
  return onItems('FindStoredCalls', { table, of: ['stored-call'], actions: ['dynamodb:GetItem'] });
}

/** What a front needs to have its calls wait. */
export function askApprovals(table: dynamodb.ITable, stateMachineArn: string): readonly iam.PolicyStatement[] {
  return [...changeApprovals(table), listApprovals(table), startMachine(stateMachineArn), wakeMachine(stateMachineArn)];
}

/** Has the machine of an approval look at it. */
export function wakeMachine(stateMachineArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'WakeMachine', actions: ['states:SendTaskSuccess'], resources: [stateMachineArn] });
}

/** Starts the machine of a new approval. */
export function startMachine(stateMachineArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'StartMachine', actions: ['states:StartExecution'], resources: [stateMachineArn] });
}

export function invoke(functionArns: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'Invoke', actions: ['lambda:InvokeFunction'], resources: [...functionArns] });
}

/** The secrets of the channels, and mail from the address of the operator's file alone. */
export function tellPeople(channels: Config['notify']): readonly iam.PolicyStatement[] {
  const secrets = channels.flatMap((channel) => (channel.kind === 'email' ? [] : [channel.secretArn]));
  const senders = channels.flatMap((channel) => (channel.kind === 'email' ? [channel.from] : []));
  return [...readSecrets(secrets), ...(senders.length === 0 ? [] : [sendMail(senders)])];
}

/** An address is verified by itself or with its domain. */
function sendMail(senders: readonly string[]): iam.PolicyStatement {
  const identities = senders.flatMap((from) => [from, from.slice(from.indexOf('@') + 1)]);
  return new iam.PolicyStatement({
    sid: 'SendMail',
    actions: ['ses:SendEmail'],
    resources: identities.map((identity) => `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:identity/${identity}`),
    conditions: { StringEquals: { 'ses:FromAddress': [...senders] } },
  });
}

/** What the sealer does with the table: it reads every event, and keeps what it knows of them in a partition of its own. */
export function sealItems(table: dynamodb.ITable): readonly iam.PolicyStatement[] {
  const reads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem'];
  const stream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  return [
    onItems('ReadEventsToSeal', { table, of: ['session', 'unowned', 'sealing'], actions: reads }),
    onItems('FindEventsToSeal', { table, of: ['session', 'sealing'], actions: ['dynamodb:Query'] }),
    onItems('KeepSealing', { table, of: ['sealing'], actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem'] }),
    putItems(table, ['session', 'unowned', 'extra']),
    // A scan has no leading keys: it is how a sealer that missed the stream finds what it owes.
    new iam.PolicyStatement({ sid: 'FindMissedEvents', actions: ['dynamodb:Scan'], resources: [table.tableArn] }),
    new iam.PolicyStatement({
      sid: 'LookForMissedEvents',
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/by-day`],
    }),
    new iam.PolicyStatement({ sid: 'ReadStream', actions: stream, resources: [table.tableStreamArn ?? ''] }),
    new iam.PolicyStatement({ sid: 'FindStream', actions: ['dynamodb:ListStreams'], resources: ['*'] }),
  ];
}

/** The one wildcard of `sealItems`. */
export const streamsOfAccount: Accepted = {
  id: 'IAM5[Resource::*]',
  reason: 'ListStreams knows no resources; it tells the names of streams and nothing that is in them.',
};

/** Checkpoints of the sealed record, which receipts are made from. */
export function readCheckpoints(table: dynamodb.ITable): iam.PolicyStatement {
  return onItems('ReadCheckpoints', { table, of: ['sealing'], actions: ['dynamodb:GetItem', 'dynamodb:Query'] });
}

export function sign(key: kms.IKey): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'SignCheckpoints',
    actions: ['kms:GetPublicKey', 'kms:Sign'],
    resources: [key.keyArn],
  });
}

type Held = { readonly table: dynamodb.ITable; readonly bucket: s3.Bucket };

/** What the sealer does about sessions on hold: their segments and bodies are kept by S3 itself. */
export function keepHeld({ table, bucket }: Held): readonly iam.PolicyStatement[] {
  return [
    onItems('KeepHolds', { table, of: ['hold'], actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'] }),
    new iam.PolicyStatement({
      sid: 'HoldObjects',
      actions: ['s3:PutObjectLegalHold'],
      resources: [bucket.arnForObjects(`bodies/${Aws.ACCOUNT_ID}/*`), bucket.arnForObjects(`events/tenant=${Aws.ACCOUNT_ID}/*`)],
    }),
  ];
}

/** Segments and checkpoints: put once, by a condition; what is there already is compared. */
export function putSealed(bucket: s3.Bucket): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'PutSealed',
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: sealedFolders.map((folder) => bucket.arnForObjects(`${folder}/tenant=${Aws.ACCOUNT_ID}/*`)),
  });
}

const sealedFolders = ['checkpoints', 'events'] as const;

/** The wildcards of `putSealed`. */
export const sealedByNumber: readonly Accepted[] = sealedFolders.map((folder) => ({
  id: `IAM5[Resource::<RecordBucket.Arn>/${folder}/tenant=<AWS::AccountId>/*]`,
  reason: 'A segment is named by its time, number and hash, a checkpoint by its number, which nobody knows beforehand.',
}));

/** Bodies and segments, for whoever may see the events that they belong to. */
export function getRecord(bucket: s3.Bucket): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'GetRecord',
    actions: ['s3:GetObject'],
    resources: [bucket.arnForObjects(`bodies/${Aws.ACCOUNT_ID}/*`), bucket.arnForObjects(`events/tenant=${Aws.ACCOUNT_ID}/*`)],
  });
}

/** The wildcards of `getRecord`. */
export const recordByName: readonly Accepted[] = [`bodies/<AWS::AccountId>/*`, `events/tenant=<AWS::AccountId>/*`].map(
  (path) => ({
    id: `IAM5[Resource::<RecordBucket.Arn>/${path}]`,
    reason: 'Which objects belong to an event, the event says; who may see it, the policies decide.',
  }),
);

/** What the deployment proves of the record: how its bucket is kept, and that its newest checkpoint stands in it. */
export function lookAtRecord(table: dynamodb.ITable, bucket: s3.Bucket): readonly iam.PolicyStatement[] {
  return [
    onItems('FindNewestCheckpoint', { table, of: ['sealing'], actions: ['dynamodb:Query'] }),
    new iam.PolicyStatement({
      sid: 'LookAtBucket',
      actions: ['s3:GetBucketObjectLockConfiguration', 's3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning'],
      resources: [bucket.bucketArn],
    }),
    new iam.PolicyStatement({
      sid: 'GetCheckpoints',
      actions: ['s3:GetObject', 's3:GetObjectRetention'],
      resources: [bucket.arnForObjects(`checkpoints/tenant=${Aws.ACCOUNT_ID}/*`)],
    }),
  ];
}

/** The one wildcard of `lookAtRecord`. */
export const checkpointsByNumber: Accepted = {
  id: 'IAM5[Resource::<RecordBucket.Arn>/checkpoints/tenant=<AWS::AccountId>/*]',
  reason: 'Which checkpoint is the newest, the table says when it is asked.',
};

export function putStateChanges(bus: Pick<events.IEventBus, 'eventBusArn'>): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'TellStateChanges', actions: ['events:PutEvents'], resources: [bus.eventBusArn] });
}

export function sendTo(queue: sqs.IQueue): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'KeepDeadLetters', actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
}

/** Bodies that are too large for their event's item. */
export function putBodies(bucket: s3.Bucket): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'PutBodies',
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`bodies/${Aws.ACCOUNT_ID}/*`)],
  });
}

/** The one wildcard of `putBodies`. */
export const bodiesByHash: Accepted = {
  id: 'IAM5[Resource::<RecordBucket.Arn>/bodies/<AWS::AccountId>/*]',
  reason: 'A body is named by its day and hash, which nobody knows beforehand.',
};

export function readKeyring(secret: secretsmanager.Secret): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'ReadKeyring',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secret.secretArn],
  });
}

/** Secrets of the operator's file, each by its ARN. */
export function readSecrets(arns: readonly string[]): readonly iam.PolicyStatement[] {
  if (arns.length === 0) return [];
  return [new iam.PolicyStatement({ sid: 'ReadSecrets', actions: ['secretsmanager:GetSecretValue'], resources: [...arns] })];
}

/** What the gateway shows of itself to MCP servers: where they know it by AWS's signature, a role of theirs is assumed instead. */
export function readMcpSecrets({ mcpConnections }: Pick<Config, 'mcpConnections'>): readonly iam.PolicyStatement[] {
  return readSecrets(mcpConnections.flatMap(({ auth }) => ('secretArn' in auth ? [auth.secretArn] : [])));
}

type KeyUse = { readonly service: (typeof keyUsers)[number]; readonly actions: readonly string[] };

/** What the services ask of the key in the caller's name. */
const keyUses = {
  table: { service: 'dynamodb', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'] },
  bodies: { service: 's3', actions: ['kms:GenerateDataKey'] },
  reading: { service: 's3', actions: ['kms:Decrypt'] },
  keyring: { service: 'secretsmanager', actions: ['kms:Decrypt'] },
} as const satisfies Readonly<Record<string, KeyUse>>;

export function useKey(key: kms.IKey, forWhat: keyof typeof keyUses): iam.PolicyStatement {
  const { service, actions } = keyUses[forWhat];
  return new iam.PolicyStatement({
    sid: `UseKeyFor${forWhat.charAt(0).toUpperCase()}${forWhat.slice(1)}`,
    actions: [...actions],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(service) } },
  });
}

/** The narrow roles of every spoke, and none of this account: the gateway never governs itself (threats 1 and 27). */
export function assumeSpokeRoles(): readonly iam.PolicyStatement[] {
  const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  return [
    new iam.PolicyStatement({
      sid: 'AssumeSpokeRoles',
      actions,
      resources: [`arn:${Aws.PARTITION}:iam::*:role/countersign/*`],
    }),
    new iam.PolicyStatement({
      sid: 'NeverInThisAccount',
      effect: iam.Effect.DENY,
      actions,
      resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/*`],
    }),
  ];
}

/** Nothing but what the operator's file asks for: one guardrail, or Comprehend, which has no resources that a statement could name. */
export function askRemoteDetector({ remote }: Config['masking']): readonly iam.PolicyStatement[] {
  switch (remote?.kind) {
    case undefined:
      return [];
    case 'comprehend':
      return [
        new iam.PolicyStatement({
          sid: 'AskComprehend',
          actions: ['comprehend:DetectPiiEntities'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': remote.region } },
        }),
      ];
    case 'bedrock-guardrail':
      return [
        new iam.PolicyStatement({ sid: 'AskGuardrail', actions: ['bedrock:ApplyGuardrail'], resources: [remote.guardrailArn] }),
      ];
  }
}

/** The one wildcard of `askRemoteDetector`. */
export function comprehendAtLarge({ remote }: Config['masking']): readonly Accepted[] {
  if (remote?.kind !== 'comprehend') return [];
  return [{ id: 'IAM5[Resource::*]', reason: 'DetectPiiEntities has no resources; the statement is bound to one region.' }];
}

/** The one wildcard of `assumeSpokeRoles`. */
export const rolesOfSpokes: Accepted = {
  id: 'IAM5[Resource::arn:<AWS::Partition>:iam::*:role/countersign/*]',
  reason:
    'Entering the narrow roles of other accounts is what the hub is for. Each role trusts it by external id, organisation and source identity; roles of this account are denied.',
};

type OnItems = { readonly table: dynamodb.ITable; readonly of: readonly Partition[]; readonly actions: readonly string[] };

/** `ForAllValues` also holds where there is no key at all, hence `Null`. */
function onItems(sid: string, { table, of, actions }: OnItems): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    actions: [...actions],
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys(of) },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });
}
