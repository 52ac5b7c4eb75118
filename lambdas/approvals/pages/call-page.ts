/** The requester's page of a waiting call: who is asked, and what became of it. */

import type { Card } from '#core/approval/card.ts';
import { html } from '#core/html.ts';
import type { Page } from '../page-reply.ts';
import { showCard } from './show-card.ts';

export function callPage(card: Card): Page {
  return {
    status: 200,
    title: 'Your call',
    body: html`<p>${sentenceOf(card)}</p>${showCard(card)}`,
    // Without a script the page looks again by itself.
    ...(card.state === 'pending' ? { refreshSeconds: 15 } : {}),
  };
}

function sentenceOf({ state, until = '' }: Card): string {
  switch (state) {
    case 'pending':
      return `It waits for the people below, until ${until}. This page looks again by itself.`;
    case 'approved':
      return `It is approved. Repeat the command before ${until}, if it does not wait any more.`;
    case 'used':
      return 'It was approved and has run. The approval does not serve a second call.';
    case 'rejected':
      return 'It was rejected and has not run.';
    case 'expired':
      return 'Nobody decided in time, or the approval was not used in time. Repeat the command to ask again.';
    case 'cancelled':
      return 'The approval was cancelled, and the call has not run.';
  }
}
