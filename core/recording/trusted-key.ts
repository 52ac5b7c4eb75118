/** A public key that checkpoints are trusted by: Ed25519, or ECDSA on P-256 with SHA-256. */

import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

export type TrustedKey = { readonly keyId: string; readonly verify: (content: string, signature: string) => boolean };

/** From PEM (SubjectPublicKeyInfo); `undefined` for anything else, and for keys of another kind. */
export function trustedKey(pem: string): TrustedKey | undefined {
  const key = publicKey(pem);
  if (key === undefined) return undefined;
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return {
    keyId: keyIdOf(key),
    verify: (content, signature) => verify(hash, Buffer.from(content), key, Buffer.from(signature, 'base64')),
  };
}

/** SHA-256 of the key's SubjectPublicKeyInfo (DER). */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function publicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    const isOurs = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isOurs ? key : undefined;
  } catch {
    return undefined;
  }
}
