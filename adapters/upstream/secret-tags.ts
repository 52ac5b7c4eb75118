/** Tags of secrets: DescribeSecret, which returns no value. */

import { readEach, type TagReader, tagsOf } from './tag-client.ts';

export const readSecretTags: TagReader = (client, resources) =>
  readEach(resources, async ({ arn }) => {
    const secret = await client.json('secretsmanager.DescribeSecret', '1.1', { SecretId: idOf(arn) });
    return tagsOf(secret.Tags ?? []);
  });

/** A secret is named without the six characters that AWS appends, which its ARN here leaves open. */
function idOf(arn: string): string {
  return /:secret:(.+)-\?{6}$/.exec(arn)?.[1] ?? arn;
}
