/** The statements of the functions' roles: explicit actions on explicit ARNs, no more than the handlers use. */

import { Aws } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Accepted } from './accept.ts';
import { type Partition, partitions, type TableIndexName } from './table-layout.ts';
import { type keyUsers, viaService } from './via-service.ts';

/** What `dynamodb:LeadingKeys` of these partitions look like. */
export function leadingKeys(of: readonly Partition[]): readonly string[] {
  return of.map((name) => `${Aws.ACCOUNT_ID}#${partitions[name]}#*`);
}

/** An item is put, never updated or deleted; IAM cannot ask for the condition that it is new, so the adapter does (ADR 6). */
export function putItems(table: dynamodb.Table, of: readonly Partition[]): iam.PolicyStatement {
  return onItems('PutItems', { table, of, actions: ['dynamodb:PutItem'] });
}

export function getItems(table: dynamodb.Table, of: readonly Partition[]): iam.PolicyStatement {
  return onItems('GetItems', { table, of, actions: ['dynamodb:GetItem'] });
}

export function searchItems(table: dynamodb.Table, indexes: readonly TableIndexName[]): readonly iam.PolicyStatement[] {
  return [
    onItems('ReadEvents', { table, of: ['session', 'unowned'], actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'] }),
    new iam.PolicyStatement({
      sid: 'SearchIndexes',
      actions: ['dynamodb:Query'],
      resources: indexes.map((name) => `${table.tableArn}/index/${name}`),
    }),
  ];
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

type KeyUse = { readonly service: (typeof keyUsers)[number]; readonly actions: readonly string[] };

/** What the services ask of the key in the caller's name. */
const keyUses = {
  table: { service: 'dynamodb', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'] },
  bodies: { service: 's3', actions: ['kms:GenerateDataKey'] },
  keyring: { service: 'secretsmanager', actions: ['kms:Decrypt'] },
} as const satisfies Readonly<Record<string, KeyUse>>;

export function useKey(key: kms.IKey, forWhat: keyof typeof keyUses): iam.PolicyStatement {
  const { service, actions } = keyUses[forWhat];
  return new iam.PolicyStatement({
    sid: `UseKeyThrough${service.charAt(0).toUpperCase()}${service.slice(1)}`,
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

/** The one wildcard of `assumeSpokeRoles`. */
export const rolesOfSpokes: Accepted = {
  id: 'IAM5[Resource::arn:<AWS::Partition>:iam::*:role/countersign/*]',
  reason:
    'Entering the narrow roles of other accounts is what the hub is for. Each role trusts it by external id, organisation and source identity; roles of this account are denied.',
};

type OnItems = { readonly table: dynamodb.Table; readonly of: readonly Partition[]; readonly actions: readonly string[] };

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
