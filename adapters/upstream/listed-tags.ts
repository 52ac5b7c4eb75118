/** Tags by the one operation that a service has for them, in the JSON protocol: the whole list for an ARN. */

import { type JsonObject, readEach, type TagClient, type TagReader, type Tags, tagMapOf, tagsOf, textOf } from './tag-client.ts';

type Listing = {
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** The resource in the request. */
  readonly asked: (arn: string, place: TagClient['place']) => JsonObject;
  readonly tags: (reply: JsonObject) => Tags;
  /** Where the reply says how to go on, and where the next request takes it. */
  readonly next?: readonly [output: string, input: string];
};

const maxPages = 10;
const lower = ['key', 'value'] as const;

const byService: Readonly<Record<string, Listing>> = {
  ecr: {
    target: 'AmazonEC2ContainerRegistry_V20150921.ListTagsForResource',
    version: '1.1',
    asked: (resourceArn) => ({ resourceArn }),
    tags: ({ tags }) => tagsOf(tags ?? []),
  },
  ecs: {
    target: 'AmazonEC2ContainerServiceV20141113.ListTagsForResource',
    version: '1.1',
    asked: (resourceArn) => ({ resourceArn }),
    tags: ({ tags }) => tagsOf(tags ?? [], lower),
  },
  events: {
    target: 'AWSEvents.ListTagsForResource',
    version: '1.1',
    asked: (ResourceARN) => ({ ResourceARN }),
    tags: ({ Tags: tags }) => tagsOf(tags ?? []),
  },
  kms: {
    target: 'TrentService.ListResourceTags',
    version: '1.1',
    asked: (KeyId) => ({ KeyId }),
    tags: ({ Tags: tags }) => tagsOf(tags ?? [], ['TagKey', 'TagValue']),
    next: ['NextMarker', 'Marker'],
  },
  logs: {
    target: 'Logs_20140328.ListTagsForResource',
    version: '1.1',
    // A stream has the tags of its group.
    asked: (arn) => ({ resourceArn: arn.replace(/:log-stream:.*$/s, '') }),
    tags: ({ tags }) => tagMapOf(tags ?? {}),
  },
  sagemaker: {
    target: 'SageMaker.ListTags',
    version: '1.1',
    asked: (ResourceArn) => ({ ResourceArn }),
    tags: ({ Tags: tags }) => tagsOf(tags ?? []),
    next: ['NextToken', 'NextToken'],
  },
  sqs: {
    target: 'AmazonSQS.ListQueueTags',
    version: '1.0',
    asked: (arn, { region, suffix }) => {
      const [account, name] = arn.split(':').slice(4);
      return { QueueUrl: `https://sqs.${region}.${suffix}/${account}/${name}` };
    },
    tags: ({ Tags: tags }) => tagMapOf(tags ?? {}),
  },
  states: {
    target: 'AWSStepFunctions.ListTagsForResource',
    version: '1.0',
    // A version or an alias has the tags of its machine.
    asked: (arn) => ({ resourceArn: arn.replace(/(:stateMachine:[^:]+):[^:]+$/, '$1') }),
    tags: ({ tags }) => tagsOf(tags ?? [], lower),
  },
};

/** The readers by service of the resource. */
export const listedTags: ReadonlyMap<string, TagReader> = new Map(
  Object.entries(byService).map(([service, listing]) => [
    service,
    (client, resources) => readEach(resources, ({ arn }) => list(client, arn, listing)),
  ]),
);

/** Every page, or nothing. A name that ends in what AWS chooses is none that can be asked for. */
async function list(client: TagClient, arn: string, { target, version, asked, tags, next }: Listing): Promise<Tags> {
  if (arn.includes('*')) throw new TypeError('not one resource');
  let found: Tags = {};
  let from: JsonObject = {};
  for (let page = 0; page < maxPages; page += 1) {
    const reply = await client.json(target, version, { ...asked(arn, client.place), ...from });
    found = { ...found, ...tags(reply) };
    const token = next === undefined ? undefined : reply[next[0]];
    if (next === undefined || token === undefined || token === null) return found;
    from = { [next[1]]: textOf(token) };
  }
  throw new Error('too many pages');
}
