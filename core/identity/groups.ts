/** Groups of one subject: the token's own list, and the operator's globs over subjects. */

import type { Issuer } from '../model.ts';
import { type Claims, claim, listClaim, refusal } from './claims.ts';
import { matchesGlob } from './glob.ts';

export function groupsOf(claims: Claims, issuer: Issuer, subject: string): readonly string[] {
  const listed = issuer.groupsClaim === undefined ? [] : listedGroups(claims, issuer.groupsClaim);
  const matched = issuer.groups.filter((rule) => matchesGlob(rule.subject, subject)).flatMap((rule) => rule.groups);
  return [...new Set([...listed, ...matched])].sort();
}

/**
 * Some issuers leave the list out when it is long, and point elsewhere (OpenID Connect Core §5.6.2). Rules that forbid a
 * group would then be blind, so such a token is refused.
 */
function listedGroups(claims: Claims, groupsClaim: string): readonly string[] {
  const elsewhere = claim(claims, '_claim_names');
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, groupsClaim);
  if (isElsewhere || claim(claims, 'hasgroups') === true) throw refusal(`the claim ${groupsClaim} was left out: too many groups`);
  return listClaim(claims, groupsClaim);
}
