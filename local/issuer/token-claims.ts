/** The claims of the dev issuer's access tokens beyond the registered ones: the same for every way to a token. */

import { type Account, findPerson } from './accounts.ts';

export type TokenClaims = { readonly sub: string; readonly [name: string]: unknown };

/** `signedInAt` in seconds: a person's interactive sign-in. */
export function tokenClaims(account: Account, signedInAt?: number): TokenClaims {
  switch (account.kind) {
    case 'person':
      return {
        sub: account.name,
        name: account.title,
        email: account.email,
        email_verified: true,
        groups: account.groups,
        amr: ['pwd', 'mfa'],
        ...(signedInAt === undefined ? {} : { auth_time: signedInAt }),
      };
    case 'workload':
      return {
        sub: account.name,
        groups: account.groups,
        actor: account.actor,
        repository: 'acme/mcp-launcher',
        ref: 'refs/heads/main',
        event_name: 'push',
      };
    case 'agent':
      return delegatedClaims(account.name, account.onBehalfOf);
  }
}

/** RFC 8693 §4.1: the subject stays the person, `act` names who acts for it. No second factor stands behind an agent's call. */
function delegatedClaims(agent: string, onBehalfOf: string): TokenClaims {
  const person = findPerson(onBehalfOf);
  if (person === undefined) throw new TypeError(`the dev issuer has no person "${onBehalfOf}" for the agent "${agent}"`);
  const { sub, name, email, email_verified, groups } = tokenClaims(person);
  return { sub, name, email, email_verified, groups, act: { sub: agent } };
}
