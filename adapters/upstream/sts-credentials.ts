/** STS's credentials as the product knows them; incomplete ones are none. */

import type { Credentials } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '#core/model.ts';

/** Throws `EmptyReply` where a part is missing. */
export function toAwsCredentials(found: Credentials | undefined): AwsCredentials {
  if (!found?.AccessKeyId || !found.SecretAccessKey || !found.SessionToken || !found.Expiration) throw new Error('EmptyReply');
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = found;
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt: found.Expiration.toISOString() };
}
