/** Gives a verdict on an approval: by a person's own fresh token, recorded before it counts, once. */

import type { Approval, RecordedVerdict, VerdictKind } from '../approval/approval.ts';
import { giveVerdict as decide, isRequester, mayNotDecide } from '../approval/give-verdict.ts';
import { mayKnow } from '../approval/may-know.ts';
import { hiddenParts } from '../approval/parameter-rows.ts';
import { quotedText } from '../approval/quoted-text.ts';
import { type Refusal, requireChange } from '../approval/transition.ts';
import { unfitForVerdict } from '../approval/verdict-token.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { maskText } from '../masking/mask-text.ts';
import type { Issuer } from '../model.ts';
import type { Revocations } from '../ports.ts';
import { type ApiCaller, type ProductPorts, requireProduct } from '../product-api.ts';
import { approvalEvent } from './approval-event.ts';
import { type ApprovingPorts, changeApproval, requireApproval } from './approval-ports.ts';

export type AskedVerdict = {
  readonly approvalId: string;
  readonly verdict: VerdictKind;
  /** Shown to the requester, quoted: one line of 300 characters, without links. */
  readonly comment?: string;
  readonly via: RecordedVerdict['via'];
  /** Paths of the parts that are not shown, ticked one by one by whoever says yes without seeing them (threats 14). */
  readonly seen?: readonly string[];
};

export type VerdictPorts = ApprovingPorts &
  ProductPorts & { readonly issuers: readonly Issuer[]; readonly revocations: Pick<Revocations, 'revoke'> };

/**
 * Errors: `not-found`, also for an approval that is not the caller's to know; `denied` for a token that may carry no verdict and for
 * whoever is not asked; `conflict` when the approval is over or the verdict was given; `recorder-unavailable`.
 */
export async function giveVerdict(caller: ApiCaller, asked: AskedVerdict, ports: VerdictPorts): Promise<Approval> {
  const { principal } = caller;
  const approval = await requireApproval(asked.approvalId, ports);
  if (!mayKnow(approval, principal)) throw unknownApproval();
  const { comment = '', verdict, via } = asked;
  const quoted = maskText(quotedText(comment));
  const given = { approver: principal, verdict, via, ...(quoted === '' ? {} : { comment: quoted }) };
  const detail = { verdict, via, ...(quoted === '' ? {} : { comment: quoted }) };
  const event = (step: 'verdict-offered' | 'verdict' | 'verdict-refused', more = {}) =>
    ports.record(approvalEvent(approval, step, { ...detail, ...more }, actorOf(caller)));
  try {
    requireFit(caller, ports);
    requireOther(approval, caller, ports);
    requireSeen(approval, asked);
    requireProduct(caller, { action: 'countersign:GiveVerdict', resource: approvalResource(approval) }, ports);
    const decided = await changeApproval(
      approval.id,
      (current) => decide(current, given, ports.now()),
      ports,
      // Without a record it does not count; and only what counted is recorded as a verdict, whoever else was faster.
      () => event('verdict-offered'),
      (next) => event('verdict', { state: next.state }),
    );
    await cutOffMisuse(decided, ports);
    return decided;
  } catch (thrown) {
    const { code } = toGatewayError(thrown);
    if (code === 'denied' || code === 'conflict') await event('verdict-refused', { why: code });
    throw thrown;
  }
}

/** A break-glass session that is called misuse ends at once. */
async function cutOffMisuse({ executor, state, session }: Approval, { revocations, now }: VerdictPorts): Promise<void> {
  if (executor === 'nobody' && state === 'rejected') await revocations.revoke({ kind: 'session', id: session, revokedAt: now() });
}

/** The approval as product policies see it: its owner is who asked. */
export function approvalResource({ id, requester }: Approval) {
  return { kind: 'approval', id, owner: requester } as const;
}

export function actorOf({ channel, sourceIp, client, principal }: ApiCaller) {
  return { channel, sourceIp, principal, ...(client === undefined ? {} : { client: maskText(client) }) };
}

export function unknownApproval(): GatewayError {
  return new GatewayError('not-found', 'There is no such approval, or it is not yours to know.');
}

/** A yes is for the whole call: what of it is not shown must be named by whoever says it. */
function requireSeen({ call }: Approval, { verdict, seen = [] }: AskedVerdict): void {
  const missing = verdict === 'approve' ? hiddenParts(call).filter(({ path }) => !seen.includes(path)) : [];
  if (missing.length === 0) return;
  throw new GatewayError(
    'denied',
    `${missing.length} part(s) of the call are not shown to you: ${missing.map(({ path }) => path).join(', ')}. Name each in "seen" to approve without seeing it, or reject.`,
  );
}

/** Said before the policies say only that they permit it to nobody. */
function requireOther(approval: Approval, { principal }: ApiCaller, { now }: VerdictPorts): void {
  const refusal = isRequester(approval.requester, principal) ? mayNotDecide(approval, principal, now()) : undefined;
  if (refusal !== undefined) requireChange(refusal);
}

function requireFit({ principal, channel, signedInAt }: ApiCaller, ports: VerdictPorts): void {
  const issuer = ports.issuers.find((one) => one.issuer === principal.issuer);
  if (issuer === undefined) throw new GatewayError('denied', 'A verdict needs a sign-in with an issuer that this gateway knows.');
  const token = { principal, issuer, channel, ...(signedInAt === undefined ? {} : { signedInAt }) };
  const refusal: Refusal | undefined = unfitForVerdict(token, ports.now());
  if (refusal !== undefined) requireChange(refusal);
}
