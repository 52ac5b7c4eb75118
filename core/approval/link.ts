/** The signed, expiring link to an approval's page: it proves that somebody was sent it, and nothing more. A link alone never approves. */

import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from '../canonical.ts';
import { epochMilliseconds } from '../instant.ts';
import { type Keyring, purposeKey } from '../sealed.ts';
import { type Approval, deadlineOf } from './approval.ts';

export type Linked = {
  readonly approvalId: string;
  /** ISO 8601 UTC; counted in whole seconds. */
  readonly expiresAt: string;
};

const longestToken = 256;

/** Where an approval's page is, with the token that opens it: `https://…/approvals/01J…?t=…`. It ends when the approval ends by itself. */
export function approvalUrl(
  approval: Approval,
  { publicUrl, keyring }: { readonly publicUrl: string; readonly keyring: Keyring },
) {
  const expiresAt = deadlineOf(approval) ?? approval.expiresAt;
  const token = signLink(keyring, { approvalId: approval.id, expiresAt });
  return `${publicUrl}/approvals/${encodeURIComponent(approval.id)}?t=${encodeURIComponent(token)}`;
}

/** `<key id>.<expiry>.<HMAC-SHA-256 over approval, expiry and key id>`. */
export function signLink(keyring: Keyring, { approvalId, expiresAt }: Linked): string {
  const expires = Math.floor(epochMilliseconds(expiresAt) / 1000).toString(36);
  return `${keyring.current}.${expires}.${macOf(keyring, keyring.current, `${approvalId}.${expires}`)?.toString('base64url')}`;
}

/** Whether the token was made for this approval and has not expired. Whatever is wrong with it, it is the same `false`. */
export function opensLink(
  keyring: Keyring,
  token: string,
  { approvalId, now }: { readonly approvalId: string; readonly now: string },
) {
  const [keyId = '', expires = '', mac = '', ...rest] = token.length > longestToken ? [] : token.split('.');
  const wanted = macOf(keyring, keyId, `${approvalId}.${expires}`);
  if (wanted === undefined || rest.length > 0 || !isSame(mac, wanted.toString('base64url'))) return false;
  return epochMilliseconds(now) < Number.parseInt(expires, 36) * 1000;
}

function macOf(keyring: Keyring, keyId: string, linked: string): Buffer | undefined {
  const key = purposeKey(keyring, 'approval-link', keyId);
  return key === undefined ? undefined : hmacSha256(key).update(`approval-link\0${keyId}\0${linked}`).digest();
}

/** Compared as text, so that only one spelling of a signature is one. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
