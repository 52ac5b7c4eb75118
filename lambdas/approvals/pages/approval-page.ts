/** The page of one approval: what is asked, and a form for those who may decide it now. */

import type { Card } from '#core/approval/card.ts';
import { type Html, html } from '#core/html.ts';
import type { Page } from '../page-reply.ts';
import { showCard } from './show-card.ts';
import type { SignInOffer } from './simple-pages.ts';

/** What the person may do: decide, decide after a fresh sign-in, or only look. */
export type Deciding =
  | { readonly kind: 'may-decide'; readonly csrf: string }
  | { readonly kind: 'must-sign-in-again'; readonly offers: readonly SignInOffer[] }
  | { readonly kind: 'may-look'; readonly why: string };

type Shown = { readonly card: Card; readonly deciding: Deciding; readonly who: string; readonly warning?: string };

export const longestComment = 300;

export function approvalPage({ card, deciding, who, warning }: Shown): Page {
  const told = warning === undefined ? html`` : html`<p role="alert"><strong>${warning}</strong></p>`;
  return {
    status: warning === undefined ? 200 : 400,
    title: titleOf(card),
    body: html`${told}${showCard(card)}${decision(card, deciding)}<p><small>You are signed in as ${who}.</small></p>`,
  };
}

function titleOf({ state, isAfterTheFact }: Card): string {
  if (isAfterTheFact) return afterTheFactTitle(state);
  switch (state) {
    case 'pending':
      return 'A call waits for approval';
    case 'approved':
      return 'The call is approved';
    case 'used':
      return 'The call was approved, and has run';
    case 'rejected':
      return 'The call was rejected';
    case 'expired':
      return 'The time to decide is over';
    case 'cancelled':
      return 'The approval was cancelled';
  }
}

function afterTheFactTitle(state: Card['state']): string {
  switch (state) {
    case 'pending':
      return 'A break-glass session is to be looked at';
    case 'approved':
    case 'used':
      return 'The break-glass session was acknowledged';
    case 'rejected':
      return 'The break-glass session was called misuse';
    case 'expired':
    case 'cancelled':
      return 'The break-glass session was not opened';
  }
}

function decision(card: Card, deciding: Deciding): Html {
  switch (deciding.kind) {
    case 'may-decide':
      return form(card, deciding.csrf);
    case 'must-sign-in-again': {
      const links = deciding.offers.map(
        ({ issuerName, address }) => html`<a class="button" href="${address}">Sign in again with ${issuerName}</a>`,
      );
      return html`<h2>Your verdict</h2><p>A verdict needs a sign-in of the last minutes.</p><p>${links}</p>`;
    }
    case 'may-look':
      return html`<p>${deciding.why}</p>`;
  }
}

function form({ id, hidden, isAfterTheFact }: Card, csrf: string): Html {
  const [yes, no] = isAfterTheFact ? ['Acknowledge it', 'It was misuse'] : ['Approve this call', 'Reject'];
  const ticks = hidden.map(
    ({ path, sizeBytes, keyedHash }) =>
      html`<label><input type="checkbox" name="seen" value="${path}"> I approve without seeing <code>${path}</code> <small>(${sizeBytes} bytes${keyedHash === undefined ? html`` : html`, keyed hash <code>${keyedHash.slice(0, 16)}</code>`})</small></label>`,
  );
  const hiding = hidden.length === 0 ? html`` : html`<fieldset><legend>Not shown on this page</legend>${ticks}</fieldset>`;
  return html`<h2>Your verdict</h2><form method="post" action="/approvals/${id}"><input type="hidden" name="csrf" value="${csrf}">${hiding}
<label>Comment, for everybody who sees the approval<textarea name="comment" rows="2" maxlength="${longestComment}"></textarea></label>
<button class="approve" name="verdict" value="approve">${yes}</button><button class="reject" name="verdict" value="reject">${no}</button></form>`;
}
