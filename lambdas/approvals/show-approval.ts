/** GET of an approval's page: it shows, and changes nothing, whoever opens it and however often. */

import type { Approval } from '#core/approval/approval.ts';
import { cardOf, stateAt, whoOf } from '#core/approval/card.ts';
import { mayNotDecide } from '#core/approval/give-verdict.ts';
import { opensLink } from '#core/approval/link.ts';
import { unfitForVerdict } from '#core/approval/verdict-token.ts';
import { getApproval } from '#core/approving/read-approvals.ts';
import { toGatewayError } from '#core/errors.ts';
import { csrfToken } from './csrf.ts';
import { noteSeen } from './note-seen.ts';
import { type PageReply, pageReply, redirectReply } from './page-reply.ts';
import type { PageRequest } from './page-request.ts';
import { approvalPage, type Deciding } from './pages/approval-page.ts';
import { closedPage, signInPage } from './pages/simple-pages.ts';
import type { PagesPorts, RunningPorts } from './pages-ports.ts';
import { signInOffers } from './sign-in-flow.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

/** A link that does not open the approval leads to the closed page, signed in or not; one that does leads to the sign-in. */
export async function showApproval(request: PageRequest, ports: RunningPorts): Promise<PageReply> {
  const { id, query, method } = request;
  const token = query.get('t');
  if (token !== null && !opensLink(ports.keyring, token, { approvalId: id, now: ports.now() })) return pageReply(closedPage());
  const path = `/approvals/${encodeURIComponent(id)}`;
  const who = method === 'HEAD' ? undefined : await signedIn(request, ports);
  if (who === undefined) return pageReply(signInPage(signInOffers(path, ports)));
  // What stays in the address bar and in the history is no link.
  if (token !== null) return redirectReply(path);
  const approval = await knownApproval(who, id, ports);
  if (approval === undefined) return pageReply(closedPage());
  await noteSeen(approval, who, ports);
  return pageReply(shownTo(approval, who, ports));
}

/** The approval, when it is the person's to know by its part in it and by the policies. Errors: `recorder-unavailable`. */
export async function knownApproval({ caller }: SignedIn, id: string, ports: PagesPorts): Promise<Approval | undefined> {
  try {
    return await getApproval(caller, id, ports);
  } catch (thrown) {
    if (toGatewayError(thrown).code === 'not-found') return undefined;
    throw thrown;
  }
}

export function shownTo(approval: Approval, who: SignedIn, ports: PagesPorts, warning?: string) {
  const card = cardOf(approval, ports.now());
  const deciding = decidingOf(approval, who, ports);
  return approvalPage({ card, deciding, who: whoOf(who.caller.principal), ...(warning === undefined ? {} : { warning }) });
}

function decidingOf(approval: Approval, { session, issuer, caller }: SignedIn, ports: PagesPorts): Deciding {
  const now = ports.now();
  const { principal, channel, signedInAt = '' } = caller;
  if (stateAt(approval, now) !== 'pending') return { kind: 'may-look', why: 'There is nothing to decide any more.' };
  const refusal = mayNotDecide(approval, principal, now);
  if (refusal !== undefined) return { kind: 'may-look', why: refusal.sentence };
  if (approval.verdicts.some(({ personKey }) => personKey === principal.personKey)) {
    return { kind: 'may-look', why: 'You have given your verdict. It waits for the others.' };
  }
  if (unfitForVerdict({ principal, issuer, channel, signedInAt }, now) !== undefined) {
    return { kind: 'must-sign-in-again', offers: signInOffers(`/approvals/${approval.id}`, ports) };
  }
  return { kind: 'may-decide', csrf: csrfToken(ports.keyring, { sessionId: session.id, approvalId: approval.id }) };
}
