/** CSRF tokens: a form of ours, shown to this session for this approval, and nobody else's (OWASP: HMAC-based token pattern). */

import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '#core/canonical.ts';
import { currentKey, type Keyring, purposeKey } from '#core/sealed.ts';

export type Form = { readonly sessionId: string; readonly approvalId: string };

export function csrfToken(keyring: Keyring, form: Form): string {
  return `${keyring.current}.${macOf(currentKey(keyring, 'csrf'), form)}`;
}

export function isCsrfToken(keyring: Keyring, form: Form, given: string): boolean {
  const dot = given.lastIndexOf('.');
  const key = purposeKey(keyring, 'csrf', given.slice(0, Math.max(0, dot)));
  if (key === undefined) return false;
  const [mac, wanted] = [Buffer.from(given.slice(dot + 1)), Buffer.from(macOf(key, form))];
  return mac.length === wanted.length && timingSafeEqual(mac, wanted);
}

function macOf(key: Uint8Array, { sessionId, approvalId }: Form): string {
  return hmacSha256(key)
    .update(JSON.stringify(['csrf', sessionId, approvalId]))
    .digest('base64url');
}
