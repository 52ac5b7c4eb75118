/** A message as a mail: text and HTML that say the same, with one link. */

import type { Message } from '../approval/message.ts';
import { html } from '../html.ts';

export type Mail = { readonly subject: string; readonly text: string; readonly html: string };

export function mailOf({ headline, facts }: Pick<Message, 'headline' | 'facts'>, link: string, linkLabel: string): Mail {
  const lines = facts.map(({ name, value, isQuoted }) => `${name}: ${isQuoted ? `“${value}”` : value}`);
  const rows = facts.map(
    ({ name, value, isQuoted }) => html`<tr><td>${name}</td><td>${isQuoted ? html`<q>${value}</q>` : html`${value}`}</td></tr>`,
  );
  const body = html`<html lang="en"><body><h1>${headline}</h1><table>${rows}</table><p><a href="${link}">${linkLabel}</a></p><p>Opening the link changes nothing: you sign in and decide there.</p></body></html>`;
  return {
    subject: `Countersign: ${headline}`,
    text: [
      headline,
      '',
      ...lines,
      '',
      `${linkLabel}:`,
      link,
      '',
      'Opening the link changes nothing: you sign in and decide there.',
      '',
    ].join('\n'),
    html: `<!doctype html>${body.html}`,
  };
}
