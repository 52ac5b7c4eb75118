/** The pages' cookies: sealed for one purpose, unreadable to scripts, sent by no other site's forms. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { GatewayError } from '#core/errors.ts';
import type { Json } from '#core/model.ts';
import { type Keyring, type Purpose, seal, unseal } from '#core/sealed.ts';

export type CookiePurpose = Extract<Purpose, 'page-session' | 'sign-in-state'>;

export type CookieOptions = { readonly keyring: Keyring; readonly publicUrl: string };

/** Browsers drop longer cookies without a word (RFC 6265 §6.1). */
const longestCookie = 4000;
const largestBytes = 65_536;

/**
 * A Set-Cookie header. `Lax`: it goes with the links of mails and chats, and with no other site's POST.
 * Errors: `malformed-request` for a value too large for a cookie.
 */
export function sealedCookie(
  purpose: CookiePurpose,
  value: Json,
  { keyring, publicUrl, maxAgeSeconds }: CookieOptions & { readonly maxAgeSeconds: number },
): string {
  const sealed = seal(keyring, purpose, deflateRawSync(JSON.stringify(value)));
  if (sealed.length > longestCookie) {
    throw new GatewayError(
      'malformed-request',
      'Your sign-in says more than a cookie holds: have the operator send fewer groups in the token.',
    );
  }
  return `${nameOf(purpose, publicUrl)}=${sealed}; Max-Age=${maxAgeSeconds}; ${attributesOf(publicUrl)}`;
}

export function clearedCookie(purpose: CookiePurpose, { publicUrl }: Pick<CookieOptions, 'publicUrl'>): string {
  return `${nameOf(purpose, publicUrl)}=; Max-Age=0; ${attributesOf(publicUrl)}`;
}

/** What `sealedCookie` put into it; `undefined` for none, and for whatever else stands there. */
export function openCookie(
  purpose: CookiePurpose,
  cookies: ReadonlyMap<string, string>,
  { keyring, publicUrl }: CookieOptions,
): unknown {
  const clear = unseal(keyring, purpose, cookies.get(nameOf(purpose, publicUrl)) ?? '');
  if (clear === undefined) return undefined;
  return JSON.parse(inflateRawSync(clear, { maxOutputLength: largestBytes }).toString('utf8'));
}

/** `__Host-`: only this host can have set it, and only over https. One machine has no https. */
function nameOf(purpose: CookiePurpose, publicUrl: string): string {
  return isSecure(publicUrl) ? `__Host-countersign-${purpose}` : `countersign-${purpose}`;
}

function attributesOf(publicUrl: string): string {
  return `Path=/; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
