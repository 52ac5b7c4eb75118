/** What one notice says, and to whom: the same on every channel, without parameters of the call, without anything that is not masked. */

import type { Addressee } from '../model.ts';
import type { Approval, VerdictKind } from './approval.ts';
import { cardOf, whoOf } from './card.ts';
import type { Notice, NoticeKind } from './notice.ts';
import { quotedText } from './quoted-text.ts';
import { visibleText } from './visible-text.ts';

/** Somebody who is told, as far as it is known how. */
export type Recipient = { readonly email?: string; readonly slack?: string };

export type Message = {
  /** The same for the same notice told again. */
  readonly id: string;
  /** `called`: of no approval, but of a call that went through. */
  readonly kind: NoticeKind | 'called';
  readonly approvalId?: string;
  readonly at: string;
  /** One line of our own words: what happened, and to what. */
  readonly headline: string;
  /** Our words with a value beside each. `isQuoted`: somebody else's words. */
  readonly facts: readonly { readonly name: string; readonly value: string; readonly isQuoted: boolean }[];
  readonly approvers: readonly Recipient[];
  readonly requester: Recipient;
  /** To the approval's page, for those who are asked; it proves nothing but that somebody was sent it. */
  readonly approverLink: string;
  /** To the call's page, for whoever asked. */
  readonly requesterLink: string;
  /** Where an earlier message about the approval stands, by channel. */
  readonly places: Readonly<Record<string, string>>;
};

/** A way to tell people. */
export type Channel = {
  /** Unique among the channels of an installation. */
  readonly name: string;
  /** Gives where the message stands, when a later one may replace it there. Throws when it was not delivered. */
  readonly deliver: (message: Message) => Promise<string | undefined>;
};

type Addressing = { readonly people: readonly Addressee[]; readonly approverLink: string; readonly requesterLink: string };

export function messageOf({ kind, approval, approvers, at }: Notice, { people, ...links }: Addressing): Message {
  return {
    id: `${approval.id}-${kind}-${at}`,
    kind,
    approvalId: approval.id,
    at,
    headline: approval.executor === 'nobody' ? breakGlassHeadline(kind, approval) : headlineOf(kind, approval),
    facts: factsOf(approval, at),
    approvers: recipientsOf(approvers, people),
    requester: requesterOf(approval, people),
    ...links,
    places: approval.told.places ?? {},
  };
}

/** Everybody whom the operator's file knows how to reach. */
export const everybody = 'everybody';

/** Whom the entries mean, each person once. A person named by its address needs no entry of its own to be reached. */
export function recipientsOf(entries: readonly string[], people: readonly Addressee[]): readonly Recipient[] {
  const found = entries.flatMap((entry): readonly Recipient[] => {
    if (entry === everybody) return people;
    const name = entry.slice(entry.indexOf(':') + 1);
    if (entry.startsWith('group:')) return people.filter(({ groups }) => groups.includes(name));
    return entry.startsWith('person:') ? [personOf(name, people)] : [];
  });
  return [...new Map(found.map((one) => [one.email?.toLowerCase(), recipient(one)])).values()];
}

function recipient({ email, slack }: Recipient): Recipient {
  return { ...(email === undefined ? {} : { email }), ...(slack === undefined ? {} : { slack }) };
}

function personOf(email: string, people: readonly Addressee[]): Recipient {
  return people.find((person) => person.email.toLowerCase() === email.toLowerCase()) ?? { email };
}

/** The person behind it: an agent reads no mail. */
function requesterOf({ requester }: Approval, people: readonly Addressee[]): Recipient {
  const email = requester.onBehalfOf?.email ?? requester.email;
  return email === undefined ? {} : recipient(personOf(email, people));
}

function headlineOf(kind: NoticeKind, { call }: Approval): string {
  const what = visibleText(`${call.service}:${call.operation}`);
  switch (kind) {
    case 'asked':
      return `${what} waits for approval`;
    case 'reminded':
      return `${what} still waits for approval`;
    case 'escalated':
      return `${what} waits for approval, and nobody has answered`;
    case 'approved':
      return `${what} is approved`;
    case 'rejected':
      return `${what} was rejected`;
    case 'expired':
      return `${what} was not approved or used in time`;
    case 'cancelled':
      return `The approval of ${what} was cancelled`;
    case 'executed':
      return `${what} was approved and has run`;
    case 'outcome-unknown':
      return `${what} was approved and may have run: look at its effect`;
  }
}

function verdictWord(verdict: VerdictKind, { executor }: Approval): string {
  if (executor === 'nobody') return verdict === 'approve' ? 'Acknowledged' : 'Called misuse';
  return verdict === 'approve' ? 'Approved' : 'Rejected';
}

/** Of a session that was opened in an emergency, and of the verdict that is owed for it. */
function breakGlassHeadline(kind: NoticeKind, { connection, requester }: Approval): string {
  const where = visibleText(connection);
  switch (kind) {
    case 'asked':
      return `Break-glass: ${whoOf(requester)} opened a session on ${where}`;
    case 'reminded':
      return `Break-glass on ${where} is still to be looked at`;
    case 'escalated':
      return `Break-glass on ${where} is to be looked at, and nobody has`;
    case 'approved':
      return `Break-glass on ${where} was acknowledged`;
    case 'rejected':
      return `Break-glass on ${where} was called misuse`;
    case 'expired':
    case 'cancelled':
    case 'executed':
    case 'outcome-unknown':
      return `Break-glass on ${where} was not opened after all`;
  }
}

function factsOf(approval: Approval, now: string): Message['facts'] {
  const card = cardOf(approval, now);
  const own = (name: string, value: string | undefined) => (value === undefined ? [] : [{ name, value, isQuoted: false }]);
  const quoted = (name: string, value: string | undefined) =>
    value === undefined ? [] : [{ name, value: quotedText(value), isQuoted: true }];
  return [
    ...quoted('Who asks', card.requester),
    ...own('Where', [card.connection, `account ${card.account}`, card.region].filter((part) => part !== '').join(', ')),
    ...quoted('Their reason', card.reason),
    ...own('Until', card.until),
    ...card.verdicts.flatMap(({ by, verdict, comment }) => [
      ...quoted(`${verdictWord(verdict, approval)} by`, by),
      ...quoted('Their comment', comment),
    ]),
    ...quoted('Note', card.note),
  ];
}
