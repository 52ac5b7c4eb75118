/** SQS: queues by URL, name or ARN. */

import { createReading, kindOf } from './operation-table.ts';
import { type Found, named, one, own, type ResourceCall, textAt, unknowable } from './touched.ts';

const queue = kindOf({ service: 'sqs', type: 'queue', template: '{}', name: /^[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/ });

export const sqs = createReading({
  account: 'ListQueues',
  rows: [
    { kind: queue, by: 'QueueName', of: 'CreateQueue' },
    { read: lookedUp, of: 'GetQueueUrl' },
    { kind: queue, by: 'SourceArn', of: 'ListMessageMoveTasks StartMessageMoveTask' },
    { kind: queue, by: 'DestinationArn?', of: 'StartMessageMoveTask' },
    {
      read: (call) => one(call.parameters, 'QueueUrl', (url) => byUrl(call, url)),
      of: `AddPermission ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch DeleteQueue
        GetQueueAttributes ListDeadLetterSourceQueues ListQueueTags PurgeQueue ReceiveMessage RemovePermission SendMessage
        SendMessageBatch SetQueueAttributes TagQueue UntagQueue`,
    },
  ],
});

/** SQS finds a queue by the account and the name in its URL's path; the host is where it was asked for, which is the gateway for some clients. */
function byUrl(call: ResourceCall, text: string): Found {
  const url = URL.parse(text);
  const [, account, name] = /^\/(\d{12})\/([^/]+)$/.exec(url?.pathname ?? '') ?? [];
  if (url === null || account === undefined || name === undefined || url.search !== '' || url.hash !== '') return unknowable;
  const region = /^(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\./.exec(url.hostname);
  const arn = `arn:${call.partition}:sqs:${region?.[1] ?? region?.[2] ?? call.region}:${account}:${name}`;
  return named(call, queue, { arn, toName: queue.toName });
}

function lookedUp(call: ResourceCall): Found {
  const owner = textAt(call.parameters, 'QueueOwnerAWSAccountId') ?? call.account;
  return one(call.parameters, 'QueueName', (name) => {
    const found = own({ ...call, account: owner }, queue, name);
    return { ...found, isWhole: found.isWhole && owner === call.account };
  });
}
