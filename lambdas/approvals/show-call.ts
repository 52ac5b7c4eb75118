/** GET of a call's page: its requester sees whom it waits for. */

import { cardOf } from '#core/approval/card.ts';
import { isRequester } from '#core/approval/give-verdict.ts';
import { type PageReply, pageReply } from './page-reply.ts';
import type { PageRequest } from './page-request.ts';
import { callPage } from './pages/call-page.ts';
import { closedPage, signInPage } from './pages/simple-pages.ts';
import type { PagesPorts } from './pages-ports.ts';
import { signInOffers } from './sign-in-flow.ts';
import { signedIn } from './signed-in.ts';

const everyState = ['pending', 'approved', 'used', 'rejected', 'expired', 'cancelled'] as const;
/** Further back than the limit of open approvals: a person looks at its newest calls. */
const mostLookedAt = 200;

export async function showCall(request: PageRequest, ports: PagesPorts): Promise<PageReply> {
  const { id, method } = request;
  const who = method === 'HEAD' ? undefined : await signedIn(request, ports);
  if (who === undefined) return pageReply(signInPage(signInOffers(`/calls/${encodeURIComponent(id)}`, ports)));
  const { principal } = who.caller;
  const asked = await ports.approvals.list({ states: everyState, requester: principal.id }, mostLookedAt);
  const approval = asked.find(({ callId, requester }) => callId === id && isRequester(requester, principal));
  if (approval === undefined) return pageReply(closedPage());
  const stored = approval.executor === 'stored' ? await ports.storedCalls?.find(id, ports.now()) : undefined;
  return pageReply(callPage(cardOf(approval, ports.now()), stored?.state));
}
