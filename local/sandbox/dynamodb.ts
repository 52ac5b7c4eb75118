/** DynamoDB: tables, and items by their key. */

import { deleteItem, getItem, putItem } from './dynamodb-items.ts';
import { query } from './dynamodb-query.ts';
import { arnOf, createTable, describeTable, listTables, tableByArn, tables } from './dynamodb-tables.ts';
import type { Fixture } from './fixture.ts';
import { tagMap, text } from './input.ts';

export const dynamodb: Fixture = {
  protocol: 'json',
  version: '1.0',
  targetPrefix: 'DynamoDB_20120810',
  operations: {
    CreateTable: { members: 'TableName KeySchema AttributeDefinitions BillingMode ProvisionedThroughput Tags', run: createTable },
    DescribeTable: { members: 'TableName', run: describeTable },
    ListTables: { members: 'ExclusiveStartTableName Limit', run: listTables },
    PutItem: {
      members:
        'TableName Item ReturnValues ConditionExpression ExpressionAttributeNames ReturnConsumedCapacity ReturnItemCollectionMetrics',
      run: putItem,
    },
    GetItem: { members: 'TableName Key ConsistentRead ReturnConsumedCapacity', run: getItem },
    DeleteItem: { members: 'TableName Key ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics', run: deleteItem },
    Query: {
      members:
        'TableName KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues Limit ScanIndexForward ConsistentRead ' +
        'ReturnConsumedCapacity',
      run: query,
    },
    ListTagsOfResource: {
      members: 'ResourceArn NextToken',
      run: (input, context) => {
        const { tags } = tableByArn(text(input, 'ResourceArn'), context);
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      },
    },
    TagResource: {
      members: 'ResourceArn Tags',
      run: (input, context) => {
        const table = tableByArn(text(input, 'ResourceArn'), context);
        tables(context).set(arnOf(table, context), { ...table, tags: { ...table.tags, ...tagMap(input, 'Tags') } });
        return {};
      },
    },
  },
};
