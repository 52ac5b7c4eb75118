/** What a token says about its subject: name, e-mail, the key of the person, and whether it is a machine at all. */

import { type Claims, claim, refusal, textClaim } from './claims.ts';

export function nameOf(claims: Claims): string | undefined {
  return textClaim(claims, 'name') ?? textClaim(claims, 'preferred_username');
}

/** The e-mail address, unless the issuer says that it is not verified (OpenID Connect Core §5.1). */
export function emailOf(claims: Claims): string | undefined {
  const email = textClaim(claims, 'email');
  if (email === undefined || !isEmailVerified(claims)) return undefined;
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw refusal('the claim email is not an address');
  return email;
}

/** Compared everywhere in lower case: that two keys are one person too often is the safe side. */
export function personKeyOf(claims: Claims, claimName: string): string | undefined {
  const key = claimName === 'email' ? emailOf(claims) : textClaim(claims, claimName);
  return key?.normalize('NFKC').toLowerCase();
}

/** A token that a client got for itself (client credentials) is no person's, whatever issuer it comes from (RFC 9068 §2.2). */
export function isMachine(claims: Claims, clientId: string | undefined): boolean {
  if (textClaim(claims, 'gty') === 'client-credentials' || textClaim(claims, 'idtyp') === 'app') return true;
  return clientId !== undefined && clientId === textClaim(claims, 'sub');
}

function isEmailVerified(claims: Claims): boolean {
  const verified = claim(claims, 'email_verified');
  if (verified === false || verified === 'false') return false;
  if (verified === undefined || verified === true || verified === 'true') return true;
  throw refusal('the claim email_verified is not a boolean');
}
