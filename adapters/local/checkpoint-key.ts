/** The key that signs checkpoints on one machine: Ed25519 in a file for its owner only, with the public half beside it. */

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointSigner } from '#core/recording/sealing-ports.ts';
import { keyIdOf } from '#core/recording/trusted-key.ts';
import { openPrivateFile } from './private-file.ts';

/** What a verifier is given: whoever checks the record takes a copy of it away from this machine. */
export const publicKeyFile = 'checkpoint-key.pub.pem';

/** @throws Error that names the file and its cure, when it cannot be read, can be read by others, or is no Ed25519 key. */
export function openCheckpointSigner(dataDirectory: string): CheckpointSigner {
  const path = join(dataDirectory, 'checkpoint-key.pem');
  const key = privateKey(openPrivateFile(path, newKey), path);
  const publicKey = createPublicKey(key);
  const publicPath = join(dataDirectory, publicKeyFile);
  if (!existsSync(publicPath)) writeFileSync(publicPath, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
  return { keyId: keyIdOf(publicKey), sign: async (content) => sign(null, content, key) };
}

function privateKey(pem: string, path: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, as for a key of another kind.
  }
  throw new Error(
    `${path} is no Ed25519 private key. Restore it from a backup; with another one the checkpoints no longer verify.`,
  );
}

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
