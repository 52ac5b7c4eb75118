/** The claims beyond identity that policies may look at: plain values, as text. */

import type { Issuer } from '../model.ts';
import type { Claims } from './claims.ts';

/** Long values are left out whole: a cut one could match what the whole would not. */
const longestValue = 256;

/** What the token's mechanics, the principal's own members and a person's profile use: no matter for a policy. */
const ownUse = new Set([
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'sid',
    'nonce',
    'at_hash',
    'c_hash',
    's_hash',
    'act',
    'cnf',
    'uti',
    'rh',
    'aio',
  ],
  ...['azp', 'client_id', 'cid', 'appid', 'email', 'email_verified', 'name', 'preferred_username', 'amr'],
  ...['given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website', 'gender', 'birthdate'],
  ...['zoneinfo', 'locale', 'phone_number', 'phone_number_verified', 'address', 'updated_at'],
]);

export function furtherClaims(claims: Claims, issuer: Issuer): Readonly<Record<string, string>> {
  const entries = Object.entries(claims)
    .filter(([name]) => !ownUse.has(name) && name !== issuer.groupsClaim)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => [name, String(value)] as const)
    .filter(([, text]) => text.length <= longestValue && text.isWellFormed());
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
