/** Tags of tables: ListTagsOfResource, page by page. An index or a stream has the tags of its table. */

import { readEach, type TagClient, type TagReader, type Tags, tagsOf, textOf } from './tag-client.ts';

const maxPages = 10;

export const readDynamodbTags: TagReader = (client, resources) =>
  readEach(resources, ({ arn }) => {
    const [table] = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/]+/.exec(arn) ?? [];
    if (table === undefined) throw new TypeError('not a table');
    return listTags(client, table);
  });

async function listTags(client: TagClient, arn: string): Promise<Tags> {
  let tags: Tags = {};
  let next = {};
  for (let page = 0; page < maxPages; page += 1) {
    const reply = await client.json('DynamoDB_20120810.ListTagsOfResource', '1.0', { ResourceArn: arn, ...next });
    tags = { ...tags, ...tagsOf(reply.Tags ?? []) };
    if (reply.NextToken === undefined) return tags;
    next = { NextToken: textOf(reply.NextToken) };
  }
  throw new Error('too many pages');
}
