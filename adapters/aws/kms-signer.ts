/** Signs checkpoints with an asymmetric key of KMS that nobody can take away: ECDSA on P-256 with SHA-256. */

import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { CheckpointSigner } from '#core/recording/sealing-ports.ts';
import { reaching } from './dynamodb.ts';

export type KmsKey = { readonly client: KMSClient; readonly keyArn: string };

/** Asks for the public half once: its hash is the id that checkpoints carry. Errors: `recorder-unavailable`. */
export async function openKmsSigner({ client, keyArn }: KmsKey): Promise<CheckpointSigner> {
  const { PublicKey } = await reaching('the signing key', () => client.send(new GetPublicKeyCommand({ KeyId: keyArn })));
  if (PublicKey === undefined) throw new TypeError('kms: the key has no public half; checkpoints need ECC_NIST_P256');
  const keyId = createHash('sha256').update(PublicKey).digest('hex');
  return { keyId, sign: (content) => reaching('the signing key', () => sign(client, keyArn, content)) };
}

/** By its hash: KMS takes messages of 4,096 bytes, and a checkpoint of many writers is longer. */
async function sign(client: KMSClient, keyArn: string, content: Uint8Array): Promise<Uint8Array> {
  const { Signature } = await client.send(
    new SignCommand({
      KeyId: keyArn,
      Message: createHash('sha256').update(content).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    }),
  );
  if (Signature === undefined) throw new TypeError('kms: the answer holds no signature');
  return Signature;
}
