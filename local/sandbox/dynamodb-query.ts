/** DynamoDB: Query by the partition key, and `=` or `begins_with` on the sort key. */

import { canonicalJson } from '#core/canonical.ts';
import type { Json } from '#core/model.ts';
import { items } from './dynamodb-items.ts';
import { namedTable, type Table } from './dynamodb-tables.ts';
import type { Context, Input, Output } from './fixture.ts';
import { isInput, object, optionalInteger, text } from './input.ts';
import { SandboxError } from './sandbox-error.ts';

type Condition = { readonly attribute: string; readonly isPrefix: boolean; readonly value: Json };

export function query(input: Input, context: Context): Output {
  const table = namedTable(input, context);
  const conditions = conditionsOf(input, table);
  const matching = items(table, context)
    .list()
    .filter((item) => conditions.every((condition) => holds(condition, item)));
  const sorted = matching.toSorted((one, other) => compare(one, other, table));
  const ordered = input.ScanIndexForward === false ? sorted.toReversed() : sorted;
  const limit = optionalInteger(input, 'Limit') ?? ordered.length;
  if (limit < ordered.length) throw new SandboxError('ValidationException', 'The sandbox does not page a Query: ask for less.');
  return { Items: ordered, Count: ordered.length, ScannedCount: ordered.length };
}

function conditionsOf(input: Input, table: Table): readonly Condition[] {
  const parts = text(input, 'KeyConditionExpression').split(/\s+AND\s+/i);
  const conditions = parts.map((part) => conditionOf(part, input));
  const [first, second] = conditions;
  const isKnown =
    first?.attribute === table.partitionKey &&
    !first.isPrefix &&
    conditions.length <= 2 &&
    (second === undefined || second.attribute === table.sortKey);
  if (isKnown) return conditions;
  throw new SandboxError('ValidationException', 'Query condition missed key schema element');
}

function conditionOf(part: string, input: Input): Condition {
  const equal = /^\s*\(?\s*(#?[\w.-]+)\s*=\s*(:\w+)\s*\)?\s*$/.exec(part);
  const prefix = /^\s*begins_with\s*\(\s*(#?[\w.-]+)\s*,\s*(:\w+)\s*\)\s*$/.exec(part);
  const [, name, placeholder] = equal ?? prefix ?? [];
  if (name === undefined || placeholder === undefined) {
    throw new SandboxError('ValidationException', 'The sandbox does not know this KeyConditionExpression.');
  }
  const attribute = name.startsWith('#') ? text(object(input, 'ExpressionAttributeNames'), name) : name;
  return { attribute, isPrefix: equal === null, value: object(object(input, 'ExpressionAttributeValues'), placeholder) };
}

function holds({ attribute, isPrefix, value }: Condition, item: Input): boolean {
  const found = item[attribute] ?? null;
  if (!isPrefix) return canonicalJson(found) === canonicalJson(value);
  return scalarOf(found).startsWith(scalarOf(value));
}

/** By the sort key, numbers as numbers. */
function compare(one: Input, other: Input, { sortKey = '', attributeTypes }: Table): number {
  const [left, right] = [scalarOf(one[sortKey]), scalarOf(other[sortKey])];
  if (attributeTypes[sortKey] === 'N') return Number(left) - Number(right);
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function scalarOf(attribute: Json | undefined): string {
  return isInput(attribute) ? String(Object.values(attribute)[0]) : '';
}
