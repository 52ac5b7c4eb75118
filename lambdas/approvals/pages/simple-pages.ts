/** The pages that tell nothing of any approval. */

import { html } from '#core/html.ts';
import type { Page } from '../page-reply.ts';

export type SignInOffer = { readonly issuerName: string; readonly address: string };

/** Before anybody signed in: the same for every link that may be one, for scanners and for link previews. */
export function signInPage(offers: readonly SignInOffer[]): Page {
  const links = offers.map(({ issuerName, address }) => {
    const label = offers.length === 1 ? 'Sign in' : `Sign in with ${issuerName}`;
    return html`<a class="button" href="${address}" rel="nofollow">${label}</a>`;
  });
  return {
    status: 200,
    title: 'Sign in to go on',
    body: html`<p>Countersign shows this page to people it concerns. Nothing happens by opening it.</p><p>${links}</p>`,
  };
}

/** Used, unknown, somebody else's, late: one page, so that none can be told from another. */
export function closedPage(): Page {
  return {
    status: 404,
    title: 'Nothing to decide here',
    body: html`<p>There is no such approval, it is over, or it is not yours to decide. Nothing was changed.</p><p>Whoever asked can repeat the command to ask again.</p>`,
  };
}

/** The form was not one of ours, or not one of this sign-in. */
export function foreignFormPage(): Page {
  return {
    status: 403,
    title: 'This form was not sent from here',
    body: html`<p>Nothing was changed. Open the approval again from the link that you were sent, and decide there.</p>`,
  };
}

export function failedPage(status: number, sentence: string): Page {
  return { status, title: 'That did not work', body: html`<p>${sentence}</p>` };
}
