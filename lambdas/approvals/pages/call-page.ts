/** The requester's page of a waiting call: who is asked, and what became of it. */

import type { Card } from '#core/approval/card.ts';
import { html } from '#core/html.ts';
import type { CallState } from '#core/model.ts';
import type { Page } from '../page-reply.ts';
import { showCard } from './show-card.ts';

export function callPage(card: Card, made?: CallState): Page {
  const isUnderWay = card.state === 'pending' || (made !== undefined && (card.state === 'approved' || made === 'executing'));
  return {
    status: 200,
    title: 'Your call',
    body: html`<p>${made === undefined ? sentenceOf(card) : storedSentence(card, made)}</p>${showCard(card)}`,
    // Without a script the page looks again by itself.
    ...(isUnderWay ? { refreshSeconds: 15 } : {}),
  };
}

/** Of a call that the gateway makes itself. */
function storedSentence(card: Card, made: CallState): string {
  switch (made) {
    case 'completed':
      return 'It was approved and has run. Its answer is for the client that asked; the approval does not serve a second call.';
    case 'unknown':
      return 'It was approved and sent once, and its outcome is not known. It is not sent again: look at its effect before you repeat it.';
    case 'executing':
      return 'It is approved, and is being executed.';
    case 'awaiting-approval':
      return card.state === 'approved' ? 'It is approved, and is being executed.' : sentenceOf(card);
    case 'refused':
    case 'cancelled':
      return card.state === 'used' ? 'It was approved, but could not be executed. It has not run.' : sentenceOf(card);
  }
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
