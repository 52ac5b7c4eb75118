/** The names under which AWS knows a call: `SourceIdentity` for the person behind it, `RoleSessionName` for the session. */

import { sha256Hex } from '../canonical.ts';
import type { Principal } from '../model.ts';

/** STS allows 2 to 64 of `[\w+=,.@-]`. */
const longestName = 64;
const hashCharacters = 12;

/**
 * The stable person behind the call: an agent's is its person's, a pipeline's its own. Readable first (e-mail, else
 * subject), then a hash of issuer and subject, always: two issuers may know one address, and a subject may imitate a hash.
 */
export function sourceIdentityOf(principal: Principal): string {
  const person = principal.onBehalfOf ?? principal;
  const hash = shortHash([principal.issuer, person.subject]);
  return `${legal(person.email ?? person.subject, longestName - hashCharacters - 1)}.${hash}`;
}

/** `<who acts>.<hash>@<session>`: in CloudTrail it leads from the row to the recorded session. */
export function roleSessionNameOf(principal: Principal, sessionId: string): string {
  const hash = shortHash([principal.issuer, principal.subject, principal.onBehalfOf?.subject ?? '', sessionId]);
  const session = legal(sessionId, 26);
  const who = legal(principal.email ?? principal.subject, longestName - hashCharacters - session.length - 2);
  return `${who}.${hash}@${session}`;
}

function legal(text: string, longest: number): string {
  return text.replace(/[^A-Za-z0-9_+=,.@-]/g, '-').slice(0, longest);
}

/** JSON keeps the parts apart: no part can borrow characters from its neighbour. */
function shortHash(parts: readonly string[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, hashCharacters);
}
