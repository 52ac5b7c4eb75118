/** The stream of the record's table: what was written to it, as DynamoDB Streams tells it, for the function that the template maps. */

import type { Json, Parameters } from '#core/model.ts';
import type { LambdaService } from './lambda-service.ts';
import type { Permissions } from './permissions.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

type Item = { readonly [name: string]: Json };

export type Write = { readonly key: Item; readonly before: Item | undefined; readonly after: Item | undefined };

export type TableStream = {
  readonly note: (writes: readonly Write[]) => void;
  /** Gives the function everything that was written since, in batches of the mapping's size; what is held back comes the next time. */
  readonly deliver: (isHeldBack?: (write: Write) => boolean) => Promise<void>;
  /** As when nobody read it for a day. */
  readonly lose: () => void;
};

export type StreamOptions = {
  readonly template: ResolvedTemplate;
  readonly lambda: LambdaService;
  readonly permissions: Permissions;
};

/** Lambda reads streams in the role of the function, and leaves there what it could not hand over. */
const reading = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

export function createTableStream({ template, lambda, permissions }: StreamOptions): TableStream {
  const { properties: mapping } = template.only('AWS::Lambda::EventSourceMapping');
  const target = template.attribute(functionIdOf(mapping.FunctionName, template), 'Arn');
  const role = lambda.roleOf(target);
  if (role === undefined) throw new TypeError(`the stream leads to no function: ${target}`);
  let waiting: readonly Write[] = [];
  const needs = [
    ...reading.map((action) => ({ action, resource: mapping.EventSourceArn })),
    { action: 'dynamodb:ListStreams', resource: '*' },
    { action: 'sqs:SendMessage', resource: mapping.DestinationConfig.OnFailure.Destination },
  ];
  return {
    note: (writes) => {
      waiting = [...waiting, ...writes];
    },
    deliver: async (isHeldBack = () => false) => {
      for (const need of needs) permissions.allow(role, { ...need, context: {} });
      const due = waiting.filter((write) => !isHeldBack(write));
      waiting = waiting.filter(isHeldBack);
      for (let start = 0; start < due.length; start += mapping.BatchSize) {
        await lambda.invoke(target, { Records: due.slice(start, start + mapping.BatchSize).map(recordOf) });
      }
    },
    lose: () => {
      waiting = [];
    },
  };
}

function functionIdOf(name: string, template: ResolvedTemplate): string {
  return template.ofType('AWS::Lambda::Function').find(({ id }) => template.ref(id) === name)?.id ?? '';
}

function recordOf({ key, before, after }: Write): object {
  const eventName = after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY';
  const images = { ...(before === undefined ? {} : { OldImage: before }), ...(after === undefined ? {} : { NewImage: after }) };
  return { eventName, dynamodb: { Keys: key, ...images } };
}

/** What an operation writes, item by item. */
export function writtenBy(name: string, parameters: Parameters): readonly Omit<Write, 'before'>[] {
  const put = (item: Item) => ({ key: { pk: item.pk ?? null, sk: item.sk ?? null }, after: item });
  const remove = (key: Item) => ({ key, after: undefined });
  switch (name) {
    case 'dynamodb:PutItem':
      return [put(parameters.Item as Item)];
    case 'dynamodb:DeleteItem':
      return [remove(parameters.Key as Item)];
    case 'dynamodb:BatchWriteItem': {
      type Asked = { readonly PutRequest?: { readonly Item: Item }; readonly DeleteRequest?: { readonly Key: Item } };
      const all = Object.values(parameters.RequestItems as Record<string, readonly Asked[]>).flat();
      return all.flatMap(({ PutRequest, DeleteRequest }) => [
        ...(PutRequest === undefined ? [] : [put(PutRequest.Item)]),
        ...(DeleteRequest === undefined ? [] : [remove(DeleteRequest.Key)]),
      ]);
    }
    default:
      return [];
  }
}
