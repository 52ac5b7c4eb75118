/** The installation's keys on AWS: one secret of Secrets Manager. */

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseKeyring } from '#core/identity/keyring.ts';
import type { Keyring } from '#core/sealed.ts';

/**
 * Read once, at a cold start; a rotation is in force when the environments have been replaced.
 *
 * @throws Error that names the secret and its cure, and holds nothing of its value.
 */
export async function readKeyring(client: SecretsManagerClient, secretArn: string): Promise<Keyring> {
  return parseKeyring(await readSecret(client, secretArn), secretArn);
}

async function readSecret(client: SecretsManagerClient, secretArn: string): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    if (SecretString !== undefined) return SecretString;
  } catch (cause) {
    throw new Error(
      `The keyring ${secretArn} could not be read. Look at the function's role, the secret's policy and its KMS key.`,
      { cause },
    );
  }
  throw new Error(`The keyring ${secretArn} holds no text. Store the keyring's JSON in it.`);
}
