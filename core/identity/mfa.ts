/** Whether a token proves more than one factor: Authentication Methods References (RFC 8176) and the known `acr` values. */

import { type Claims, listClaim, textClaim } from './claims.ts';

const methods = new Set(['mfa', 'ngcmfa']);

const contexts = new Set([
  'mfa',
  'phr',
  'phrh',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'http://schemas.openid.net/pape/policies/2007/06/phishing-resistant',
  'https://refeds.org/profile/mfa',
  'urn:okta:loa:2fa:any',
]);

export function provesMfa(claims: Claims): boolean {
  const context = textClaim(claims, 'acr');
  return (
    listClaim(claims, 'amr', 'list-or-single').some((method) => methods.has(method)) ||
    (context !== undefined && contexts.has(context))
  );
}
