/** One text of Secrets Manager: read when it is needed, and again after a minute, so that a rotation is taken up by itself. */

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { epochMilliseconds } from '#core/instant.ts';
import type { Now } from '#core/ports.ts';

export type SecretTextOptions = { readonly client: SecretsManagerClient; readonly now: Now };

const keptMilliseconds = 60_000;

/** @throws Error that names the secret, and holds nothing of its value. */
export function createSecretText(secretArn: string, { client, now }: SecretTextOptions): () => Promise<string> {
  let kept: { readonly text: Promise<string>; readonly readAt: number } | undefined;
  return () => {
    const time = epochMilliseconds(now());
    if (kept === undefined || time - kept.readAt >= keptMilliseconds) kept = { text: read(secretArn, client), readAt: time };
    const { text } = kept;
    text.catch(() => {
      if (kept?.text === text) kept = undefined;
    });
    return text;
  };
}

async function read(secretArn: string, client: SecretsManagerClient): Promise<string> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn })).catch((cause: unknown) => {
    throw new Error(`The secret ${secretArn} could not be read. Look at the function's role and the secret's policy.`, { cause });
  });
  if (SecretString === '') throw new Error(`The secret ${secretArn} holds no text. Store it as plain text.`);
  return SecretString;
}
