/** DynamoDB: tables by name or ARN, in single calls, batches, transactions and PartiQL statements. */

import type { Json } from '../../../model.ts';
import { byArn, createReading, kindOf, separator } from './operation-table.ts';
import { partiqlTable } from './partiql.ts';
import {
  type Found,
  isArn,
  isObject,
  itemsAt,
  type Kind,
  merge,
  named,
  one,
  own,
  type ResourceCall,
  textAt,
  unknowable,
} from './touched.ts';

const table: Kind = { service: 'dynamodb', type: 'table', path: (name) => `table/${name}`, name: /^[A-Za-z0-9_.-]{3,255}$/ };

const backup = kindOf({
  service: 'dynamodb',
  type: 'backup',
  template: 'table/{}/backup/{}',
  name: new RegExp(`^[A-Za-z0-9_.-]{3,255}${separator}[A-Za-z0-9-]{1,64}$`),
});

const below = (type: string) => kindOf({ ...backup, type, template: `table/{}/${type}/{}` });
const globalTable = kindOf({
  service: 'dynamodb',
  type: 'global-table',
  template: 'global-table/{}',
  name: table.name,
  without: 'region',
});

const simple = createReading({
  account: `DescribeEndpoints DescribeLimits ListBackups ListContributorInsights ListExports ListGlobalTables ListImports
    ListTables`,
  rows: [
    {
      read: (call) => one(call.parameters, 'TableName', (name) => tableOrIndex(call, name)),
      of: `CreateBackup CreateTable DeleteItem DeleteTable DescribeContinuousBackups DescribeContributorInsights
        DescribeKinesisStreamingDestination DescribeTable DescribeTableReplicaAutoScaling DescribeTimeToLive
        DisableKinesisStreamingDestination EnableKinesisStreamingDestination GetItem PutItem Query Scan
        UpdateContinuousBackups UpdateContributorInsights UpdateItem UpdateKinesisStreamingDestination UpdateTable
        UpdateTableReplicaAutoScaling UpdateTimeToLive`,
    },
    {
      read: (call) => one(call.parameters, 'ResourceArn', (arn) => tableOf(call, arn)),
      of: 'DeleteResourcePolicy GetResourcePolicy ListTagsOfResource PutResourcePolicy TagResource UntagResource',
    },
    { kind: backup, by: 'BackupArn', of: 'DeleteBackup DescribeBackup RestoreTableFromBackup' },
    {
      read: (call) => one(call.parameters, 'TargetTableName', (name) => tableOf(call, name)),
      of: 'RestoreTableFromBackup RestoreTableToPointInTime',
    },
    { read: restored, of: 'RestoreTableToPointInTime' },
    { read: byArn('ExportArn', [below('export')]), of: 'DescribeExport' },
    { read: byArn('ImportArn', [below('import')]), of: 'DescribeImport' },
    { kind: globalTable, by: 'GlobalTableName', of: 'DescribeGlobalTable DescribeGlobalTableSettings' },
  ],
});

export function dynamodb(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return keysOf(call, parameters.RequestItems);
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return all(itemsAt(parameters, 'TransactItems'), (item) => transacted(call, item));
    case 'ExecuteStatement':
      return one(parameters, 'Statement', (text) => ofStatement(call, text));
    case 'BatchExecuteStatement':
      return all(itemsAt(parameters, 'Statements'), (item) => statement(call, item));
    case 'ExecuteTransaction':
      return all(itemsAt(parameters, 'TransactStatements'), (item) => statement(call, item));
    default:
      return simple(call);
  }
}

function restored(call: ResourceCall): Found {
  const { SourceTableArn: arn, SourceTableName: name } = call.parameters;
  const source = arn ?? name;
  return typeof source === 'string' ? tableOf(call, source) : unknowable;
}

function tableOf(call: ResourceCall, name: string): Found {
  return isArn(name)
    ? named(call, table, { arn: name, toName: (resource) => /^table\/([^/]+)$/.exec(resource)?.[1] })
    : own(call, table, name);
}

/** IAM asks for a query of an index on the index; its table is named too, so that a rule on the table holds. */
function tableOrIndex(call: ResourceCall, name: string): Found {
  const found = tableOf(call, name);
  const index = textAt(call.parameters, 'IndexName');
  if (index === undefined || found.resources[0] === undefined) return found;
  if (!table.name.test(index)) return { ...found, isWhole: false };
  const [resource] = found.resources;
  return { ...found, resources: [{ ...resource, arn: `${resource.arn}/index/${index}`, type: 'index' }, resource] };
}

function keysOf(call: ResourceCall, requests: Json | undefined): Found {
  return all(isObject(requests) ? Object.keys(requests) : [], (name) =>
    typeof name === 'string' ? tableOf(call, name) : unknowable,
  );
}

/** `{ Put: { TableName } }`: one action an item. */
function transacted(call: ResourceCall, item: Json): Found {
  return all(isObject(item) ? Object.values(item) : [], (action) =>
    isObject(action) ? one(action, 'TableName', (name) => tableOf(call, name)) : unknowable,
  );
}

function statement(call: ResourceCall, item: Json): Found {
  return isObject(item) ? one(item, 'Statement', (text) => ofStatement(call, text)) : unknowable;
}

function ofStatement(call: ResourceCall, text: string): Found {
  const found = partiqlTable(text);
  if (found === undefined) return unknowable;
  const tableFound = tableOf(call, found.table);
  const [resource] = tableFound.resources;
  if (found.index === undefined || resource === undefined) return tableFound;
  return { ...tableFound, resources: [{ ...resource, arn: `${resource.arn}/index/${found.index}`, type: 'index' }, resource] };
}

function all(items: readonly Json[], read: (item: Json) => Found): Found {
  return items.length === 0 ? unknowable : merge(items.map(read));
}
