/** Parses what a session token seals. Strict: a member that is missing, unknown or of another shape refuses the whole. */

import { epochMilliseconds, isoTime } from '../instant.ts';
import type { Person, Principal, Session } from '../model.ts';

/** A session and the access key id that it was issued under. */
export type SealedSession = { readonly accessKeyId: string; readonly session: Session };

type Check = (value: unknown) => boolean;
type OptionalNames<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
/** One check for each member of the type: a member that the model gains does not compile until it is checked here. */
type Form<T> = {
  readonly required: { readonly [K in Exclude<keyof T, OptionalNames<T>>]: Check };
  readonly optional: { readonly [K in OptionalNames<T>]: Check };
};

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isTime: Check = (value) => typeof value === 'string' && isIsoTime(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isKind: Check = (value) => value === 'user' || value === 'service' || value === 'agent';
const isClaims: Check = (value) => isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

const person: Form<Person> = {
  required: { id: isText, subject: isText, groups: isTexts },
  optional: { email: isText, name: isText, personKey: isText, claims: isClaims },
};

const principal: Form<Principal> = {
  required: { ...person.required, kind: isKind, issuer: isText, isMfa: isBoolean, claims: isClaims },
  optional: { email: isText, name: isText, personKey: isText, clientId: isText, onBehalfOf: (value) => hasForm(value, person) },
};

const session: Form<Session> = {
  required: { id: isText, principal: isPrincipal, connection: isText, role: isText, openedAt: isTime, expiresAt: isTime },
  optional: { reason: isText, tokenIssuedAt: isTime, breakGlass: (value) => value === true },
};

const sealed: Form<SealedSession> = {
  required: { accessKeyId: isText, session: (value) => hasForm(value, session) },
  optional: {},
};

/** @throws TypeError that holds nothing of the value. */
export function parseSession(value: unknown): SealedSession {
  if (!hasForm(value, sealed)) throw new TypeError('the value does not have the form of a sealed session');
  return value as SealedSession;
}

/** An agent always has its person, and nobody else has one. */
function isPrincipal(value: unknown): boolean {
  if (!isRecord(value) || !hasForm(value, principal)) return false;
  return (value.kind === 'agent') === Object.hasOwn(value, 'onBehalfOf');
}

/** Exactly the form that `ports.now` gives, because times are compared as text. */
function isIsoTime(text: string): boolean {
  const milliseconds = epochMilliseconds(text);
  return !Number.isNaN(milliseconds) && isoTime(milliseconds) === text;
}

function hasForm<T>(value: unknown, form: Form<T>): boolean {
  if (!isRecord(value)) return false;
  const required = new Map<string, Check>(Object.entries(form.required));
  const known = new Map<string, Check>([...required, ...Object.entries<Check>(form.optional)]);
  const isComplete = [...required.keys()].every((name) => Object.hasOwn(value, name));
  return isComplete && Object.entries(value).every(([name, member]) => known.get(name)?.(member) === true);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
