/** `/local/inbox`: what approvers and requesters would get by Slack and mail, newest first. Fixtures of one machine, like the dev issuer. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Inbox, InboxEntry } from '#adapters/local/inbox.ts';
import { mailOf } from '#core/approving/approval-mail.ts';
import { type Html, html } from '#core/html.ts';
import { page, pageHeaders } from './issuer/page.ts';

export type InboxPage = {
  readonly serves: (request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
};

const mostShown = 100;

export function createInboxPage(inbox: Inbox): InboxPage {
  return {
    serves: ({ url = '' }) => url.split('?')[0] === '/local/inbox',
    handle: ({ method }, response) => {
      if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
      response.writeHead(200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
      response.end(page('Inbox of this machine', entries(inbox.newest(mostShown))));
    },
  };
}

function entries(shown: readonly InboxEntry[]): Html {
  const intro = html`<p>What approvers and requesters would get by Slack and mail. Newest first.</p>`;
  return shown.length === 0 ? html`${intro}<p>Nothing yet.</p>` : html`${intro}${shown.map(entry)}`;
}

function entry({ way, at, recipient, message, link }: InboxEntry): Html {
  const { subject } = mailOf(message, link, '');
  const facts = message.facts.map(
    ({ name, value, isQuoted }) => html`<br>${name}: ${isQuoted ? html`<q>${value}</q>` : html`${value}`}`,
  );
  return html`<article data-kind="${message.kind}" data-way="${way}"><h2>${way === 'slack' ? message.headline : subject}</h2>
<p><small>${way} to ${recipient} · ${at}</small>${facts}</p><p><a href="${link}">${link}</a></p></article>`;
}
