/** The table that holds the record: events, found by their indexes, and what was cut off. */

import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { RestoredTable } from '#config/config.ts';
import { pinned } from '../pinned.ts';
import type { Keeping } from '../stage.ts';
import { leadingKeys } from '../statements.ts';
import { tableLayout } from '../table-layout.ts';

export type StorageProps = {
  readonly keeping: Keeping;
  readonly key: kms.IKey;
  /** Who reads and writes items: nobody else, whatever their own permissions say. */
  readonly users: readonly iam.IRole[];
  /** Run on instead of a table of the stack's own: then that leaves the stack, and is kept. */
  readonly restored: RestoredTable | undefined;
};

const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });

export class Storage extends Construct {
  readonly table: dynamodb.ITable;

  constructor(scope: Construct, id: string, { restored, ...own }: StorageProps) {
    super(scope, id);
    this.table = restored === undefined ? this.made(own) : this.found(restored);
  }

  private found({ name, streamArn }: RestoredTable): dynamodb.ITable {
    return dynamodb.Table.fromTableAttributes(this, 'Restored', { tableName: name, tableStreamArn: streamArn });
  }

  private made({ keeping, key, users }: Omit<StorageProps, 'restored'>): dynamodb.ITable {
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: text(tableLayout.partition),
      sortKey: text(tableLayout.sort),
      timeToLiveAttribute: tableLayout.timeToLive,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Both images: whoever seals the record sees by the old one that an event was changed.
      stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: keeping.isProtected,
      removalPolicy: keeping.removalPolicy,
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyUsers(users), neverChanged()] }),
    });
    for (const { name, partition, sort } of tableLayout.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: text(partition),
        sortKey: text(sort),
        projectionType: dynamodb.ProjectionType.INCLUDE,
        nonKeyAttributes: [...tableLayout.projected],
      });
    }
    pinned(table, 'RecordTable');
    // CDK's classes are not typed for exact optional properties.
    return table as dynamodb.ITable;
  }
}

const reads = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PartiQLSelect', 'Query', 'Scan'];
const changes = ['BatchWriteItem', 'DeleteItem', 'PartiQLDelete', 'PartiQLUpdate', 'UpdateItem'];
const puts = ['PartiQLInsert', 'PutItem'];

/** `*` is the table itself: its policy cannot name its own ARN while the table is being made. */
function onlyUsers(users: readonly iam.IRole[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'OnlyTheGatewayReadsAndWrites',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [...reads, ...changes, ...puts].sort().map((name) => `dynamodb:${name}`),
    resources: ['*'],
    conditions: { StringNotEquals: { 'aws:PrincipalArn': users.map((role) => role.roleArn) } },
  });
}

/** Nobody changes or deletes an event, the gateway included: it is put once, and DynamoDB alone takes it away when it expires. */
function neverChanged(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AnEventIsNeverChanged',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: changes.map((name) => `dynamodb:${name}`),
    resources: ['*'],
    conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': leadingKeys(['session', 'unowned']) } },
  });
}
