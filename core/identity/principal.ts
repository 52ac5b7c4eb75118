/** Claims of a verified token → the principal: who acts, for whom, in which groups. */

import type { Issuer, Person, Principal } from '../model.ts';
import type { VerifiedToken } from '../ports.ts';
import { type Claims, objectClaim, refusal, textClaim } from './claims.ts';
import { furtherClaims } from './further-claims.ts';
import { groupsOf } from './groups.ts';
import { provesMfa } from './mfa.ts';
import { emailOf, isMachine, nameOf, personKeyOf } from './subject.ts';

export type PrincipalOptions = {
  /** The verified claim that makes two accounts one human. */
  readonly personKey: string;
  /** The token came through `/mcp`: whatever client is not listed as human is an agent of its person (threats 4). */
  readonly mcpFront?: boolean;
};

/**
 * Groups come from the token's own list and from the issuer's globs over subjects, and from nowhere else. An agent gets the
 * token's groups and its person the same, each with the globs over its own subject; policy decides for both, the stricter wins.
 *
 * Errors: `unauthenticated`, for a claim of a wrong shape and for a token that says too little.
 */
export function toPrincipal(token: VerifiedToken, issuers: readonly Issuer[], options: PrincipalOptions): Principal {
  const issuer = issuers.find(({ name }) => name === token.issuerName);
  if (issuer === undefined) throw refusal(`no issuer is named ${token.issuerName}`);
  const reading = { claims: token.claims, issuer, options, clientId: clientIdOf(token.claims) };
  const actor = actorOf(token.claims, issuer);
  if (isWorkload(reading)) return workload(reading, actor);
  if (actor !== undefined) return agent(reading, actor, behind(reading));
  if (issuer.kind === 'agent') return configuredAgent(reading);
  if (options.mcpFront === true && (reading.clientId === undefined || reading.clientId !== issuer.clientId)) {
    return agent(reading, `client:${reading.clientId ?? 'unnamed'}`, behind(reading));
  }
  return { kind: 'user', ...personOf(reading, subjectOf(token.claims)), ...commonOf(reading) };
}

type Reading = {
  readonly claims: Claims;
  readonly issuer: Issuer;
  readonly options: PrincipalOptions;
  readonly clientId: string | undefined;
};

function isWorkload({ claims, issuer, clientId }: Reading): boolean {
  return issuer.kind === 'workload' || (issuer.kind === 'human' && isMachine(claims, clientId));
}

/** A pipeline. Its person key is the actor who set it off, never a claim about the pipeline itself (threats 15). */
function workload(reading: Reading, actor: string | undefined): Principal {
  if (actor !== undefined) throw refusal('a workload has no agent');
  const { claims, issuer } = reading;
  const subject = subjectOf(claims);
  const personKey = issuer.actorClaim === undefined ? undefined : personKeyOf(claims, issuer.actorClaim);
  return {
    kind: 'service',
    ...identify(issuer, subject),
    groups: groupsOf(claims, issuer, subject),
    ...given({ name: nameOf(claims), email: emailOf(claims), personKey }),
    ...commonOf(reading),
  };
}

function agent(reading: Reading, subject: string, onBehalfOf: Person): Principal {
  return {
    kind: 'agent',
    ...identify(reading.issuer, subject),
    groups: groupsOf(reading.claims, reading.issuer, subject),
    ...given({ personKey: onBehalfOf.personKey }),
    onBehalfOf,
    ...commonOf(reading),
  };
}

/** The token's subject, whose claims its claims are. */
function behind(reading: Reading): Person {
  const claims = furtherClaims(reading.claims, reading.issuer);
  const person = personOf(reading, subjectOf(reading.claims));
  return Object.keys(claims).length === 0 ? person : { ...person, claims };
}

/** The agent of an issuer of agents: its token says nothing of its person, whose groups are then the globs' alone. */
function configuredAgent(reading: Reading): Principal {
  const { claims, issuer, options } = reading;
  const subject = issuer.onBehalfOf;
  if (subject === undefined) throw refusal('an agent without a person: no act claim, no onBehalfOf');
  const personKey = options.personKey === 'sub' ? subject.toLowerCase() : undefined;
  return agent(reading, subjectOf(claims), {
    ...identify(issuer, subject),
    groups: groupsOf({}, issuer, subject),
    ...given({ personKey }),
  });
}

function personOf({ claims, issuer, options }: Reading, subject: string): Person {
  const personKey = personKeyOf(claims, options.personKey);
  return {
    ...identify(issuer, subject),
    groups: groupsOf(claims, issuer, subject),
    ...given({ name: nameOf(claims), email: emailOf(claims), personKey }),
  };
}

function commonOf({ claims, issuer, clientId }: Reading): Pick<Principal, 'issuer' | 'isMfa' | 'clientId' | 'claims'> {
  return {
    issuer: issuer.issuer,
    isMfa: provesMfa(claims),
    ...given({ clientId }),
    claims: furtherClaims(claims, issuer),
  };
}

function identify(issuer: Issuer, subject: string): { readonly id: string; readonly subject: string } {
  return { id: `${issuer.name}:${subject}`, subject };
}

function subjectOf(claims: Claims): string {
  const subject = textClaim(claims, 'sub');
  if (subject === undefined) throw refusal('the token names no subject');
  return subject;
}

/** The agent of a delegated token: `act.sub` (RFC 8693 §4.1). Earlier actors inside it are history. */
function actorOf(claims: Claims, issuer: Issuer): string | undefined {
  const act = objectClaim(claims, 'act');
  if (act === undefined) return undefined;
  const actor = textClaim(act, 'sub');
  const actorIssuer = textClaim(act, 'iss');
  if (actor === undefined) throw refusal('the claim act names no subject');
  if (actorIssuer !== undefined && actorIssuer !== issuer.issuer) throw refusal('the actor is of another issuer');
  return actor;
}

/** Issuers name the client in one of these claims; two that differ are a contradiction. */
function clientIdOf(claims: Claims): string | undefined {
  const named = ['azp', 'client_id', 'cid', 'appid'].map((name) => textClaim(claims, name)).filter((id) => id !== undefined);
  if (new Set(named).size > 1) throw refusal('the token names two clients');
  return named[0];
}

/** The members that are there. */
function given<T extends Record<string, unknown>>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
