/** Obtains the approval for a run of its stored call: it is there already, or nothing is run. */

import { answerAgain } from '../answer-again.ts';
import { endedWithout } from '../approving/approval-message.ts';
import { type HoldingPorts, requireApproval } from '../approving/approval-ports.ts';
import type { StoredLeg } from '../approving/leg.ts';
import { type Obtained, said, useUp } from '../approving/use-up.ts';
import type { DecidingPorts } from '../decide-strictly.ts';
import { GatewayError } from '../errors.ts';

/** Errors: those of `useUp`; `denied` where nobody said yes; `conflict` for a second run, whose outcome is not known. */
export async function obtainForRun(leg: StoredLeg, ports: DecidingPorts & HoldingPorts): Promise<Obtained> {
  const approval = await requireApproval(leg.runs, ports);
  switch (approval.state) {
    case 'approved':
      return (await useUp(approval, leg, ports)) ?? obtainForRun(leg, ports);
    case 'used':
      if (approval.use?.leg !== leg.command) throw notApproved();
      return { kind: 'answered', reply: await answerAgain(approval, leg, ports) };
    case 'pending':
      throw notApproved();
    case 'rejected':
    case 'expired':
    case 'cancelled':
      throw endedWithout(approval, ports.limits, said(approval, ports));
  }
}

function notApproved(): GatewayError {
  return new GatewayError('denied', 'Nobody has approved this call. It was not executed.');
}
