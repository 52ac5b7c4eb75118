/** What the caller of a waiting call reads: one line, without parameters, that says what is asked of whom, where, and what to do. */

import type { Approval } from '../approval/approval.ts';
import { type ApprovalLimits, restsUntil } from '../approval/limits.ts';
import { openEntries } from '../approval/plan.ts';
import { GatewayError } from '../errors.ts';

type Said = { readonly now: string; readonly link: string };

/** The hold is over, or there is no place to be held: clients that retry come back by themselves. */
export function stillWaiting(approval: Approval, { now, link }: Said): GatewayError {
  return new GatewayError(
    'awaiting-approval',
    `Countersign: ${nameOf(approval)} is NOT EXECUTED yet. ${asked(approval, now)} Approve: ${link} ${whatNext(approval)}`,
    details(approval),
  );
}

/** The connection answers at once instead of holding. */
export function deniedUntilApproved(approval: Approval, { now, link }: Said): GatewayError {
  return new GatewayError(
    'denied',
    `Countersign: ${nameOf(approval)} is NOT EXECUTED. ${asked(approval, now)} Approve: ${link} ${whatNext(approval)}`,
    details(approval),
  );
}

/** A stored call that was repeated would be asked for a second time. */
function whatNext({ executor, callId, expiresAt }: Approval): string {
  if (executor !== 'stored') return `Repeat the command once it is approved; until ${expiresAt}.`;
  return `It is executed once it is approved, until ${expiresAt}, as call ${callId}: ask for that, and do not repeat it.`;
}

function details({ id, executor, callId }: Approval) {
  return { approval: id, ...(executor === 'stored' ? { storedCall: callId } : {}) };
}

/** The approval ended without a yes. */
export function endedWithout(approval: Approval, limits: ApprovalLimits, { now, link }: Said): GatewayError {
  const name = nameOf(approval);
  switch (approval.state) {
    case 'rejected':
      return ended(
        'approval-rejected',
        `${name} was rejected${byWhom(approval)}. ${rest(approval, limits, now)}`,
        approval,
        link,
      );
    case 'cancelled':
      return ended(
        'approval-cancelled',
        `the approval of ${name} was cancelled: ${approval.note ?? 'no reason given'}.`,
        approval,
        link,
      );
    case 'pending':
    case 'approved':
    case 'expired':
    case 'used':
      return ended('approval-expired', `the approval of ${name} has expired. Repeat the command to ask again.`, approval, link);
  }
}

function ended(
  code: 'approval-rejected' | 'approval-expired' | 'approval-cancelled',
  sentence: string,
  { id }: Approval,
  link: string,
): GatewayError {
  return new GatewayError(code, `Countersign: ${sentence} NOT EXECUTED. ${link}`, { approval: id });
}

function nameOf({ call }: Approval): string {
  return `${call.service}:${call.operation}`;
}

/** What is asked of whom, and why, without a link: a client that shows it might take that for an invitation. */
export function asked(approval: Approval, now: string): string {
  const people = openEntries(approval, now).map((entry) => entry.slice(entry.indexOf(':') + 1));
  const reasons = approval.policies.map(({ id, reason }) => (reason === undefined ? id : `${id}: ${reason}`));
  const chains = approval.chains.map(({ name }) => name);
  return `It needs an approval by ${chains.join(' and ')} (${reasons.join('; ')}); asked: ${people.join(', ')}.`;
}

function byWhom({ verdicts }: Approval): string {
  const rejection = verdicts.find(({ verdict }) => verdict === 'reject');
  if (rejection === undefined) return '';
  const comment = rejection.comment === undefined ? '' : `: “${rejection.comment}”`;
  return ` by ${rejection.by.name ?? rejection.by.id}${comment}`;
}

function rest(approval: Approval, limits: ApprovalLimits, now: string): string {
  const until = restsUntil(approval, limits, now);
  return until === undefined ? 'Repeat the command to ask again.' : `It cannot be asked again before ${until}.`;
}
