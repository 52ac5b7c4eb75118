/** One person's verdict on an approval: who may give it, and what it makes of the approval. */

import type { Masked, Principal } from '../model.ts';
import { type Approval, isLive, type RecordedVerdict, type Requester, type VerdictKind } from './approval.ts';
import { entriesOf } from './entries.ts';
import { askedEntries, everyEntry, isFulfilled, later } from './progress.ts';
import { alreadyOver, changed, type Refusal, refused, type Transition } from './transition.ts';

export type GivenVerdict = {
  /** From the approver's own fresh token: its groups now, not those of when it was asked. */
  readonly approver: Principal;
  readonly verdict: VerdictKind;
  readonly comment?: Masked<string>;
  readonly via: RecordedVerdict['via'];
};

/** A rejection by anybody who is asked ends it; an approval ends it with the last seat that it fills. */
export function giveVerdict(approval: Approval, given: GivenVerdict, now: string): Transition {
  if (approval.state === 'pending' && !isLive(approval, now)) return alreadyOver('expired');
  if (approval.state !== 'pending') return alreadyOver(approval.state);
  const refusal = mayNotDecide(approval, given.approver, now);
  if (refusal !== undefined) return refusal;
  const { approver } = given;
  if (approval.verdicts.some(({ personKey }) => personKey === approver.personKey)) {
    return refused('conflict', 'You have given your verdict already. It stands as it was.');
  }
  return decided({ ...approval, verdicts: [...approval.verdicts, recorded(approval, given, now)] }, given.verdict, now);
}

/** Why somebody may not decide now; `undefined` when it may. There is no exemption, for no group. */
export function mayNotDecide(approval: Approval, approver: Principal, now: string): Refusal | undefined {
  if (isRequester(approval.requester, approver)) {
    return refused('denied', 'You asked for this approval, or it was asked for you: somebody else must decide.');
  }
  if (approver.personKey === undefined) {
    return refused('denied', 'Your token does not say which person you are, so your verdict cannot count.');
  }
  const asked = askedEntries(approval, now);
  if (!entriesOf(approver).some((entry) => asked.has(entry))) {
    return refused('denied', 'You are not among those who are asked for this approval.');
  }
  return undefined;
}

/** The asker itself, the person an agent asked for, or another account of either. */
export function isRequester(requester: Requester, principal: Principal): boolean {
  const askers = [requester, ...(requester.onBehalfOf === undefined ? [] : [requester.onBehalfOf])];
  return askers.some(
    ({ id, personKey }) => id === principal.id || (personKey !== undefined && personKey === principal.personKey),
  );
}

/** Only what this approval asks for is kept of somebody's groups. */
function recorded(approval: Approval, { approver, verdict, comment, via }: GivenVerdict, now: string): RecordedVerdict {
  const { id, name, email, personKey = '' } = approver;
  const entries = new Set(everyEntry(approval.chains));
  return {
    personKey,
    by: { id, ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) },
    verdict,
    entries: entriesOf(approver).filter((entry) => entries.has(entry)),
    at: now,
    via,
    ...(comment === undefined ? {} : { comment }),
  };
}

function decided(approval: Approval, verdict: VerdictKind, now: string): Transition {
  if (verdict === 'reject') return changed(approval, { state: 'rejected', decidedAt: now });
  return isFulfilled(approval, now) ? approved(approval, now) : changed(approval, {});
}

/** The time to use it begins now, whatever is left of the time to ask. What was done already is only acknowledged. */
export function approved(approval: Approval, now: string): Transition {
  if (approval.executor === 'nobody') return changed(approval, { state: 'approved', decidedAt: now });
  const minutes = Math.min(...approval.chains.map(({ useWithinMinutes }) => useWithinMinutes));
  return changed(approval, { state: 'approved', decidedAt: now, useBy: later(now, minutes) });
}
