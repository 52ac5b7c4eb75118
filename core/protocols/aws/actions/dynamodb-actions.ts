/** DynamoDB's batches, transactions and PartiQL: the actions of what they hold, so that a rule on DeleteItem holds in every disguise (threats 9). */

import type { Json, Parameters } from '../../../model.ts';
import { partiqlVerb } from '../resources/partiql.ts';
import { isObject, itemsAt } from '../resources/touched.ts';

const transactActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
};
const batchActions: Readonly<Record<string, string>> = { DeleteRequest: 'dynamodb:DeleteItem', PutRequest: 'dynamodb:PutItem' };
/** A statement that cannot be read may do any of them. */
const everyPartiql = ['PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'].map((name) => `dynamodb:${name}`);
/** What a statement does by its older name. */
const itemActions = {
  Select: [],
  Insert: ['dynamodb:PutItem'],
  Update: ['dynamodb:UpdateItem'],
  Delete: ['dynamodb:DeleteItem'],
} as const;

/** `id` is `service:Operation`; none for operations whose own action says it all. */
export function dynamodbActions(id: string, parameters: Parameters): readonly string[] {
  switch (id) {
    case 'dynamodb:BatchGetItem':
      return ['dynamodb:GetItem'];
    case 'dynamodb:BatchWriteItem':
      return keyed(batchRequests(parameters.RequestItems), batchActions);
    case 'dynamodb:TransactGetItems':
    case 'dynamodb:TransactWriteItems':
      return keyed(itemsAt(parameters, 'TransactItems'), transactActions);
    case 'dynamodb:ExecuteStatement':
      return statementActions([parameters]);
    case 'dynamodb:BatchExecuteStatement':
      return statementActions(itemsAt(parameters, 'Statements'));
    case 'dynamodb:ExecuteTransaction':
      return statementActions(itemsAt(parameters, 'TransactStatements'));
    default:
      return [];
  }
}

function batchRequests(requests: Json | undefined): readonly Json[] {
  return isObject(requests) ? Object.keys(requests).flatMap((table) => itemsAt(requests, table)) : [];
}

function keyed(items: readonly Json[], actions: Readonly<Record<string, string>>): readonly string[] {
  return items.flatMap((item) => (isObject(item) ? Object.keys(item) : [])).flatMap((key) => actions[key] ?? []);
}

function statementActions(statements: readonly Json[]): readonly string[] {
  return statements.flatMap((item) => {
    const text = isObject(item) ? item.Statement : undefined;
    const verb = typeof text === 'string' ? partiqlVerb(text) : undefined;
    return verb === undefined ? everyPartiql : [`dynamodb:PartiQL${verb}`, ...itemActions[verb]];
  });
}
