/** SigV4's credential scope and the signing key derived for it, remembered for the next request. */

import { hmacSha256 } from '../../../canonical.ts';

/** What a signature is valid for. `date` is the day as `20260131`, `service` the signing name. */
export type SigningScope = {
  readonly date: string;
  readonly region: string;
  readonly service: string;
};

export const signingAlgorithm = 'AWS4-HMAC-SHA256';

const rememberedKeys = 500;
const keys = new Map<string, Buffer>();

/** The scope as it stands in a credential and in the string to sign. */
export function scopeText(scope: SigningScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** The signing key of one secret and scope. At most 500 are remembered; the one made first goes first. */
export function signingKey(secretAccessKey: string, scope: SigningScope): Uint8Array {
  const name = `${scopeText(scope)}/${secretAccessKey}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = deriveKey(secretAccessKey, scope);
  forgetOldest();
  keys.set(name, key);
  return key;
}

/** HMAC-SHA-256 of a string to sign, in lower-case hex. */
export function signatureOf(stringToSign: string, key: Uint8Array): string {
  return hmacSha256(key).update(stringToSign, 'latin1').digest('hex');
}

function deriveKey(secretAccessKey: string, scope: SigningScope): Buffer {
  const steps = [scope.date, scope.region, scope.service, 'aws4_request'];
  return steps.reduce((key, step) => hmacSha256(key).update(step).digest(), Buffer.from(`AWS4${secretAccessKey}`));
}

function forgetOldest(): void {
  const oldest = keys.size >= rememberedKeys ? keys.keys().next().value : undefined;
  if (oldest !== undefined) keys.delete(oldest);
}
