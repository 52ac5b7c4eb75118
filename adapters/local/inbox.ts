/** The inbox of one machine: it stands for Slack, mail and whatever else would carry a notice, and keeps what was told. */

import type { Channel, Message, Recipient } from '#core/approval/message.ts';
import { type Store, storing } from './sqlite.ts';

export type InboxEntry = {
  readonly way: 'slack' | 'email';
  readonly at: string;
  readonly recipient: string;
  readonly message: Message;
  /** Where the recipient would be led. */
  readonly link: string;
};

export type Inbox = {
  readonly channels: readonly Channel[];
  readonly newest: (limit: number) => readonly InboxEntry[];
};

type Letter = Omit<InboxEntry, 'at' | 'message'>;

export function createInbox({ write, read }: Store): Inbox {
  // A notice that is told again is the same one.
  const insert = write.prepare('INSERT OR IGNORE INTO inbox (id, way, told_at, recipient, message) VALUES (?, ?, ?, ?, ?)');
  const select = read.prepare('SELECT way, told_at, recipient, message FROM inbox ORDER BY number DESC LIMIT ?');

  const channel = (name: string, lettersOf: (message: Message) => readonly Letter[]): Channel => ({
    name,
    deliver: async (message) => {
      for (const { way, recipient, link } of lettersOf(message)) {
        storing(() => insert.run(message.id, way, message.at, recipient, JSON.stringify({ message, link })));
      }
      return undefined;
    },
  });

  return {
    channels: [channel('inbox slack', slackLetters), channel('inbox email', mailLetters)],
    newest: (limit) => storing(() => select.all(limit).map(entryOf)),
  };
}

function slackLetters(message: Message): readonly Letter[] {
  return [{ way: 'slack', recipient: '#approvals', link: isOpen(message) ? message.approverLink : message.requesterLink }];
}

function mailLetters(message: Message): readonly Letter[] {
  const { approvers, requester, approverLink, requesterLink } = message;
  const letters = approvers.flatMap((one) => letter(one, approverLink));
  return isOpen(message) ? letters : [...letters, ...letter(requester, requesterLink)];
}

function letter({ email }: Recipient, link: string): readonly Letter[] {
  return email === undefined ? [] : [{ way: 'email', recipient: email, link }];
}

function isOpen({ kind }: Message): boolean {
  return kind === 'asked' || kind === 'reminded' || kind === 'escalated';
}

function entryOf(row: Record<string, unknown>): InboxEntry {
  const { message, link }: Pick<InboxEntry, 'message' | 'link'> = JSON.parse(String(row.message));
  const way = row.way === 'slack' ? 'slack' : 'email';
  return { way, at: String(row.told_at), recipient: String(row.recipient), message, link };
}
