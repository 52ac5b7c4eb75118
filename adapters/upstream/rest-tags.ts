/** Tags by the REST operations of Lambda, Bedrock and AgentCore: `GET /…/tags/ARN`, or a POST that asks for a list. */

import type { Json } from '#core/model.ts';
import { objectOf, readEach, type TagReader, tagMapOf, tagsOf } from './tag-client.ts';

/** A version or an alias has the tags of its function. */
export const readFunctionTags: TagReader = mapped('/2017-03-31/tags/', 'Tags', (arn) =>
  arn.replace(/(:function:[^:]+):[^:]+$/, '$1'),
);

/** An endpoint of a runtime has tags of its own. */
export const readAgentcoreTags: TagReader = mapped('/tags/', 'tags', (arn) => arn);

/** What agents, flows, knowledge bases and prompts are tagged by; the other resources of Bedrock have another operation. */
export const readBedrockAgentTags: TagReader = mapped('/tags/', 'tags', (arn) => arn);

export const readBedrockTags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn }) => {
    const reply = await client.post('/listTagsForResource', { resourceARN: arn });
    return tagsOf(reply.tags ?? [], ['key', 'value']);
  });

function mapped(path: string, member: string, ownerOf: (arn: string) => string): TagReader {
  return (client, resources) =>
    readEach(resources, async ({ arn }) => {
      const reply: Json = JSON.parse(await client.get(`${path}${encodeURIComponent(ownerOf(arn))}`));
      return tagMapOf(objectOf(reply)[member] ?? {});
    });
}
