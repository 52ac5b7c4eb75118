/** Tags of parameters: ListTagsForResource, by the name that an ARN stands for. */

import { readEach, type TagClient, type TagReader, type Tags, tagsOf } from './tag-client.ts';

export const readParameterTags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn }) => {
    const [, name] = /:parameter\/(.+)$/.exec(arn) ?? [];
    if (name === undefined) throw new TypeError('not a parameter');
    return name.includes('/') ? listTags(client, `/${name}`) : listTagsOfOne(client, name);
  });

/** `parameter/name` stands for `name` and for `/name`. Where both exist the tags of neither are known. */
async function listTagsOfOne(client: TagClient, name: string): Promise<Tags> {
  const results = await Promise.allSettled([listTags(client, name), listTags(client, `/${name}`)]);
  const found = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [tags] = found;
  if (tags === undefined || found.length > 1) throw new Error('none, or two');
  return tags;
}

async function listTags(client: TagClient, name: string): Promise<Tags> {
  const reply = await client.json('AmazonSSM.ListTagsForResource', '1.1', { ResourceType: 'Parameter', ResourceId: name });
  return tagsOf(reply.TagList ?? []);
}
