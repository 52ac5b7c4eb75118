/** Tells people by mail, through Amazon SES: one mail a person, text and HTML, with the link once and nothing of the call's parameters. */

import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Channel, Message } from '#core/approval/message.ts';
import { mailOf } from '#core/approving/approval-mail.ts';

export type EmailOptions = {
  /** A sender that SES has verified. */
  readonly from: string;
  readonly client: SESv2Client;
};

type Letter = { readonly to: string; readonly link: string; readonly label: string };

/** Letters of one notice that went out already, so that a further try writes only to the others. */
const mostRemembered = 1000;

export function createEmailChannel({ from, client }: EmailOptions): Channel {
  const gone = new Set<string>();

  async function sendOnce(letter: Letter, message: Message): Promise<void> {
    const key = `${message.id} ${letter.to}`;
    if (gone.has(key)) return;
    await send(letter, message, { from, client });
    if (gone.size >= mostRemembered) gone.clear();
    gone.add(key);
  }

  return {
    name: `email ${from}`,
    deliver: async (message) => {
      const sent = await Promise.allSettled(lettersOf(message).map((letter) => sendOnce(letter, message)));
      const failed = sent.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw new MailError(failed.reason);
      return undefined;
    },
  };
}

/** Names the class of the failure alone: the client's own error holds addresses. */
export class MailError extends Error {
  constructor(cause: unknown) {
    super(`SES did not take the mail: ${cause instanceof Error ? cause.name : 'unknown'}`);
    this.name = 'MailError';
  }
}

async function send({ to, link, label }: Letter, message: Message, { from, client }: EmailOptions): Promise<void> {
  const { subject, text, html } = mailOf(message, link, label);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
    }),
  );
}

/** Approvers are led to the approval, whoever asked to the call. Nobody sees whom else it goes to. */
function lettersOf({ kind, approvers, requester, approverLink, requesterLink }: Message): readonly Letter[] {
  const isOpen = kind === 'asked' || kind === 'reminded' || kind === 'escalated';
  const label = isOpen ? 'Look at it and decide' : 'Look at it';
  const letters = approvers.flatMap(({ email }) => (email === undefined ? [] : [{ to: email, link: approverLink, label }]));
  if (isOpen || requester.email === undefined) return letters;
  return [
    ...letters.filter(({ to }) => to !== requester.email),
    { to: requester.email, link: requesterLink, label: 'Look at your call' },
  ];
}
