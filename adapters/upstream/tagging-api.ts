/** Tags of any service by the Resource Groups Tagging API: GetResources, a hundred ARNs at once. */

import type { Json } from '#core/model.ts';
import { objectOf, type TagClient, type TagReader, type Tags, tagsOf, textOf } from './tag-client.ts';

const arnsAtOnce = 100;
const target = 'ResourceGroupsTaggingAPI_20170126.GetResources';

/**
 * It knows what has, or once had, a tag. What it does not list may have none, or be of a kind that it does not cover: that stays not known,
 * as does whatever holds a wildcard.
 */
export const readAnyTags: TagReader = async (client, resources) => {
  const arns = [...new Set(resources.map(({ arn }) => arn))].filter((arn) => !/[*?]/.test(arn));
  const batches = Array.from({ length: Math.ceil(arns.length / arnsAtOnce) }, (_, index) =>
    arns.slice(index * arnsAtOnce, (index + 1) * arnsAtOnce),
  );
  return new Map((await Promise.all(batches.map((batch) => listed(client, batch)))).flat());
};

async function listed(client: TagClient, arns: readonly string[]): Promise<readonly (readonly [string, Tags])[]> {
  const reply = await client.json(target, '1.1', { ResourceARNList: arns });
  // Given ARNs, it answers in one page; a further one would be a part that is missing here.
  if (typeof reply.PaginationToken === 'string' && reply.PaginationToken !== '') throw new Error('more than one page');
  const asked = new Set(arns);
  return itemsOf(reply.ResourceTagMappingList)
    .map(objectOf)
    .map((mapping) => [textOf(mapping.ResourceARN), tagsOf(mapping.Tags ?? [])] as const)
    .filter(([arn]) => asked.has(arn));
}

function itemsOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('not a list');
}
