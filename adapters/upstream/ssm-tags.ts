/** Tags of parameters: ListTagsForResource, by the name that an ARN stands for. */

import { isDeepStrictEqual } from 'node:util';
import { readEach, type TagClient, type TagReader, type Tags, tagsOf } from './tag-client.ts';

export const readParameterTags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn }) => {
    const [, name] = /:parameter\/(.+)$/.exec(arn) ?? [];
    if (name === undefined) throw new TypeError('not a parameter');
    return name.includes('/') ? listTags(client, `/${name}`) : listTagsOfOne(client, name);
  });

/** `parameter/name` stands for `name` and for `/name`. Where both exist and their tags differ, neither are known. */
async function listTagsOfOne(client: TagClient, name: string): Promise<Tags> {
  const found = await Promise.all([tagsIfThere(client, name), tagsIfThere(client, `/${name}`)]);
  const [tags, ...others] = found.filter((each) => each !== undefined);
  if (tags !== undefined && others.every((other) => isDeepStrictEqual(other, tags))) return tags;
  throw new Error('none, or two that differ');
}

async function tagsIfThere(client: TagClient, name: string): Promise<Tags | undefined> {
  try {
    return await listTags(client, name);
  } catch (error) {
    if (error instanceof Error && error.message === 'InvalidResourceId') return undefined;
    throw error;
  }
}

async function listTags(client: TagClient, name: string): Promise<Tags> {
  const reply = await client.json('AmazonSSM.ListTagsForResource', '1.1', { ResourceType: 'Parameter', ResourceId: name });
  return tagsOf(reply.TagList ?? []);
}
