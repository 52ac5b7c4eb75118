/** DynamoDB: tables. */

import type { Context, Input, Output } from './fixture.ts';
import { objects, optionalInteger, optionalText, tagMap, text } from './input.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

export type Table = {
  readonly name: string;
  readonly region: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly attributeTypes: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
};

export function createTable(input: Input, context: Context): Output {
  const schema = new Map(objects(input, 'KeySchema').map((key) => [text(key, 'KeyType'), text(key, 'AttributeName')]));
  const attributes = objects(input, 'AttributeDefinitions').map((one) => [
    text(one, 'AttributeName'),
    text(one, 'AttributeType'),
  ]);
  const partitionKey = schema.get('HASH');
  const sortKey = schema.get('RANGE');
  if (partitionKey === undefined || attributes.length !== schema.size) {
    throw new SandboxError(
      'ValidationException',
      'KeySchema and AttributeDefinitions must name the same attributes, one of them HASH.',
    );
  }
  const table: Table = {
    name: text(input, 'TableName'),
    region: context.region,
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
    attributeTypes: Object.fromEntries(attributes),
    createdAt: context.now,
    tags: tagMap(input, 'Tags'),
  };
  if (tables(context).get(arnOf(table, context)) !== undefined) {
    throw new SandboxError('ResourceInUseException', `Table already exists: ${table.name}`);
  }
  tables(context).set(arnOf(table, context), table);
  return { TableDescription: described(table, context) };
}

export function describeTable(input: Input, context: Context): Output {
  return { Table: described(namedTable(input, context), context) };
}

export function listTables(input: Input, context: Context): Output {
  const after = optionalText(input, 'ExclusiveStartTableName') ?? '';
  const limit = optionalInteger(input, 'Limit') ?? 100;
  const names = tables(context)
    .list()
    .filter(({ region, name }) => region === context.region && name > after)
    .map(({ name }) => name);
  return { TableNames: names.slice(0, limit), LastEvaluatedTableName: names.length > limit ? names[limit - 1] : undefined };
}

/** By name, or by ARN. */
export function namedTable(input: Input, context: Context): Table {
  const name = text(input, 'TableName');
  return tableByArn(name.startsWith('arn:') ? name : arnOf({ name, region: context.region }, context), context);
}

export function tableByArn(arn: string, context: Context): Table {
  const table = tables(context).get(arn);
  if (table !== undefined) return table;
  throw new SandboxError('ResourceNotFoundException', 'Requested resource not found');
}

export function arnOf({ name, region }: Pick<Table, 'name' | 'region'>, { account }: Context): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

export function tables({ store }: Context): Collection<Table> {
  return store.collection('tables');
}

function described(table: Table, context: Context): Output {
  const { name, partitionKey, sortKey, attributeTypes, createdAt } = table;
  const range = sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' }];
  return {
    TableName: name,
    TableArn: arnOf(table, context),
    TableStatus: 'ACTIVE',
    CreationDateTime: Date.parse(createdAt) / 1000,
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }, ...range],
    AttributeDefinitions: Object.entries(attributeTypes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  };
}
