/** DynamoDB: put, get and delete one item. Conditions: `attribute_exists(name)` and `attribute_not_exists(name)` alone. */

import { canonicalJson } from '#core/canonical.ts';
import { arnOf, namedTable, type Table } from './dynamodb-tables.ts';
import type { Context, Input, Output } from './fixture.ts';
import { object, optionalText, text } from './input.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

export function putItem(input: Input, context: Context): Output {
  const table = namedTable(input, context);
  const item = object(input, 'Item');
  const key = keyOf(item, table);
  const earlier = items(table, context).get(key);
  if (!passes(input, earlier)) throw new SandboxError('ConditionalCheckFailedException', 'The conditional request failed');
  items(table, context).set(key, item);
  return optionalText(input, 'ReturnValues') === 'ALL_OLD' ? { Attributes: earlier } : {};
}

export function getItem(input: Input, context: Context): Output {
  const table = namedTable(input, context);
  return { Item: items(table, context).get(keyOf(exactKey(input, table), table)) };
}

export function deleteItem(input: Input, context: Context): Output {
  const table = namedTable(input, context);
  const key = keyOf(exactKey(input, table), table);
  const earlier = items(table, context).get(key);
  items(table, context).delete(key);
  return optionalText(input, 'ReturnValues') === 'ALL_OLD' ? { Attributes: earlier } : {};
}

export function items(table: Table, context: Context): Collection<Input> {
  return context.store.collection(`items ${arnOf(table, context)}`);
}

function exactKey(input: Input, table: Table): Input {
  const key = object(input, 'Key');
  const names = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  if (Object.keys(key).length === names.length) return key;
  throw new SandboxError('ValidationException', 'The provided key element does not match the schema');
}

/** The key attributes of an item, each of its declared type. */
function keyOf(item: Input, table: Table): string {
  const names = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  return canonicalJson(
    names.map((name) => {
      const attribute = item[name] === undefined ? {} : object(item, name);
      const type = table.attributeTypes[name] ?? '';
      if (Object.keys(attribute).length === 1 && typeof attribute[type] === 'string') return attribute;
      throw new SandboxError(
        'ValidationException',
        `One or more parameter values were invalid: Type mismatch or missing key ${name}`,
      );
    }),
  );
}

function passes(input: Input, earlier: Input | undefined): boolean {
  const condition = optionalText(input, 'ConditionExpression');
  if (condition === undefined) return true;
  const [, verb, name = ''] = /^\s*attribute_(exists|not_exists)\s*\(\s*(#?[\w.-]+)\s*\)\s*$/.exec(condition) ?? [];
  if (verb === undefined) throw new SandboxError('ValidationException', 'The sandbox does not know this ConditionExpression.');
  const attribute = name.startsWith('#') ? text(object(input, 'ExpressionAttributeNames'), name) : name;
  return (earlier?.[attribute] !== undefined) === (verb === 'exists');
}
