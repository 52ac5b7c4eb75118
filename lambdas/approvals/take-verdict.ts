/** POST of a verdict: sign-in, then the form's own token, then core, which decides who counts now and stores it once. */

import type { VerdictKind } from '#core/approval/approval.ts';
import { cardOf } from '#core/approval/card.ts';
import { unfitForVerdict } from '#core/approval/verdict-token.ts';
import { type AskedVerdict, giveVerdict } from '#core/approving/give-verdict.ts';
import { toGatewayError } from '#core/errors.ts';
import { isCsrfToken } from './csrf.ts';
import { type PageReply, pageReply, redirectReply } from './page-reply.ts';
import type { PageRequest } from './page-request.ts';
import { closedPage, foreignFormPage, signInPage } from './pages/simple-pages.ts';
import type { PagesPorts } from './pages-ports.ts';
import { knownApproval, shownTo } from './show-approval.ts';
import { signInOffers } from './sign-in-flow.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

export async function takeVerdict(request: PageRequest, ports: PagesPorts): Promise<PageReply> {
  const { id: approvalId, form } = request;
  const path = `/approvals/${encodeURIComponent(approvalId)}`;
  if (!isOwnForm(request, ports)) return pageReply(foreignFormPage());
  const who = await signedIn(request, ports);
  if (who === undefined) return pageReply({ ...signInPage(signInOffers(path, ports)), status: 401 });
  if (!isCsrfToken(ports.keyring, { sessionId: who.session.id, approvalId }, form.get('csrf') ?? ''))
    return pageReply(foreignFormPage());
  const approval = await knownApproval(who, approvalId, ports);
  const verdict = verdictOf(form);
  if (approval === undefined) return pageReply(closedPage());
  if (verdict === undefined) return pageReply(shownTo(approval, who, ports, 'Choose one of the two: approve or reject.'));
  if (isStale(who, ports)) return pageReply(shownTo(approval, who, ports, 'Nothing was decided: sign in again first.'));
  const unseen = verdict === 'approve' ? unticked(form, cardOf(approval, ports.now()).hidden) : 0;
  if (unseen > 0)
    return pageReply(shownTo(approval, who, ports, 'Nothing was decided: tick each part that is not shown, or reject.'));
  const comment = (form.get('comment') ?? '').trim();
  const seen = form.getAll('seen');
  return given(who, { approvalId, verdict, via: 'page', seen, ...(comment === '' ? {} : { comment }) }, ports);
}

/**
 * Whatever refuses it, the page is the same: nobody learns whether it came late or was never theirs. Whoever pressed twice is
 * led to the verdict that the first press gave.
 */
async function given(who: SignedIn, asked: AskedVerdict, ports: PagesPorts): Promise<PageReply> {
  const path = `/approvals/${encodeURIComponent(asked.approvalId)}`;
  try {
    await giveVerdict(who.caller, asked, ports);
    return redirectReply(path);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.status >= 500) throw error;
    return (await isGiven(who, asked, ports)) ? redirectReply(path) : pageReply(closedPage());
  }
}

async function isGiven(who: SignedIn, { approvalId, verdict }: AskedVerdict, ports: PagesPorts): Promise<boolean> {
  const approval = await knownApproval(who, approvalId, ports);
  const { personKey } = who.caller.principal;
  return approval?.verdicts.some((one) => one.personKey === personKey && one.verdict === verdict) === true;
}

/** Browsers say where a form was sent from; one that was sent from elsewhere is nobody's wish. */
function isOwnForm({ origin, fetchSite }: PageRequest, { publicUrl }: PagesPorts): boolean {
  return (origin === undefined || origin === publicUrl) && (fetchSite === undefined || fetchSite === 'same-origin');
}

function verdictOf(form: URLSearchParams): VerdictKind | undefined {
  const [given, ...others] = form.getAll('verdict');
  return others.length === 0 && (given === 'approve' || given === 'reject') ? given : undefined;
}

function isStale({ caller, issuer }: SignedIn, ports: PagesPorts): boolean {
  const { principal, channel, signedInAt = '' } = caller;
  return unfitForVerdict({ principal, issuer, channel, signedInAt }, ports.now()) !== undefined;
}

function unticked(form: URLSearchParams, hidden: readonly { readonly path: string }[]): number {
  const ticked = new Set(form.getAll('seen'));
  return hidden.filter(({ path }) => !ticked.has(path)).length;
}
