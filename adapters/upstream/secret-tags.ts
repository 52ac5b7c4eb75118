/** Tags of secrets: DescribeSecret, which returns no value. */

import { readEach, type TagReader, tagsOf } from './tag-client.ts';

export const readSecretTags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn }) => {
    const secret = await client.json('secretsmanager.DescribeSecret', '1.1', { SecretId: arn });
    return tagsOf(secret.Tags ?? []);
  });
