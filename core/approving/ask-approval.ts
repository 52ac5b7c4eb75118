/** Finds the approval that stands for a call, or asks for a new one: within limits, recorded, and with its machine started. */

import { type Approval, type AskedCall, isLive } from '../approval/approval.ts';
import { askApproval } from '../approval/ask-approval.ts';
import { cancelApproval } from '../approval/end-approval.ts';
import { restsUntil, tooManyOpen } from '../approval/limits.ts';
import { later } from '../approval/progress.ts';
import { quotedText } from '../approval/quoted-text.ts';
import { type Refusal, requireChange } from '../approval/transition.ts';
import type { Asking } from '../decide-strictly.ts';
import { type DeferredCall, sealDeferred } from '../deferring/deferred-call.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import type { Caller } from '../front.ts';
import { maskText } from '../masking/mask-text.ts';
import type { Channel, Decision, Sealed } from '../model.ts';
import { approvalEvent } from './approval-event.ts';
import { endedWithout } from './approval-message.ts';
import { changeApproval, type HoldingPorts } from './approval-ports.ts';

/** A call that policy lets pass only with an approval. */
export type NeedingApproval = {
  readonly callId: string;
  readonly channel: Channel;
  readonly sourceIp: string;
  readonly caller: Caller;
  readonly call: AskedCall;
  readonly asking: Asking;
  readonly digest: string;
  readonly decision: Extract<Decision, { outcome: 'needs-approval' }>;
  /** What the gateway needs to make the call by itself. */
  readonly deferred?: DeferredCall;
};

const mostTries = 5;
const toldMinutes = 24 * 60;

/** Errors: `denied`, `rate-limited`, `approval-rejected` while a rejected call rests, `recorder-unavailable`. */
export async function standingApproval(needing: NeedingApproval, ports: HoldingPorts): Promise<Approval> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const newest = await ports.approvals.newestOf(needing.digest);
    const standing = newest === undefined ? undefined : await standsStill(newest, needing, ports);
    if (standing !== undefined) return startMachine(standing, ports);
    const asked = await ask(needing, newest, ports);
    // Otherwise another leg of the same call was faster: its approval is this one's too.
    if (asked !== undefined) return asked;
  }
  throw new GatewayError('conflict', 'Too many legs ask for the same approval at the same time. Nothing was done; try again.');
}

/** Whether an approval covers what the policies ask for now; chains are fulfilled as they were copied. */
export function covers({ chains }: Approval, names: readonly string[]): boolean {
  return names.every((name) => chains.some((chain) => chain.name === name));
}

async function standsStill(
  newest: Approval,
  { decision, call }: NeedingApproval,
  ports: HoldingPorts,
): Promise<Approval | undefined> {
  const now = ports.now();
  if (restsUntil(newest, ports.limits, now) !== undefined) {
    throw endedWithout(newest, ports.limits, { now, link: ports.approvalLink(newest) });
  }
  if (!isLive(newest, now)) return undefined;
  if (covers(newest, decision.chains)) return newest;
  await outdate(newest, `the policies ask for ${decision.chains.join(' and ')} of ${call.service}:${call.operation} now`, ports);
  return undefined;
}

/** Ends an approval that policies of today would not have asked for. */
export async function outdate(approval: Approval, why: string, ports: HoldingPorts): Promise<void> {
  const note = maskText(why);
  const cancelled = (current: Approval) => cancelApproval(current, note, ports.now());
  await changeApproval(approval.id, cancelled, ports, (next) => ports.record(approvalEvent(next, 'cancelled', { note })));
}

async function ask(needing: NeedingApproval, newest: Approval | undefined, ports: HoldingPorts): Promise<Approval | undefined> {
  const { decision, caller, callId, channel, sourceIp, digest } = needing;
  const { session, connection, role } = caller;
  await refuseFatigue(needing, ports);
  const call = await withPresent(needing, ports);
  const reason = session.reason === undefined ? {} : { reason: maskText(quotedText(session.reason)) };
  const sealed = sealedCall(needing, ports);
  const transition = askApproval(
    {
      ...reason,
      callId,
      channel,
      sourceIp,
      digest,
      call,
      id: ports.newId(),
      session: session.id,
      connection: connection.name,
      role: role.arn,
      executor: sealed === undefined ? 'caller' : 'stored',
      principal: session.principal,
      policies: decision.policies,
      policyVersion: decision.policyVersion,
      chains: decision.chains,
    },
    ports,
    ports.now(),
  );
  const approval = requireChange(transition);
  // Kept before the approval is there: whatever is approved can be run.
  if (sealed !== undefined) await keepCall(approval, sealed, ports);
  if (!(await ports.approvals.create(approval, newest?.id))) {
    if (sealed !== undefined) await forgetCall(approval, ports);
    return undefined;
  }
  await ports.record(
    approvalEvent(approval, 'asked', askedDetail(approval), { channel, sourceIp, principal: session.principal }),
  );
  return startMachine(approval, ports);
}

/** Read once, when people are asked: nothing is decided on it. */
async function withPresent({ call, asking, caller }: NeedingApproval, { present }: HoldingPorts): Promise<AskedCall> {
  if (present === undefined || caller.connection.kind !== 'aws') return call;
  const found = await present.read(caller.connection, asking.calls[0]);
  return found === undefined ? call : { ...call, present: found };
}

/** `undefined` where its client comes back for the call itself. */
function sealedCall({ callId, deferred }: NeedingApproval, { storedCalls, keyring }: HoldingPorts): Sealed | undefined {
  if (deferred === undefined || storedCalls === undefined) return undefined;
  return sealDeferred(callId, deferred, { keyring, mostBytes: storedCalls.mostBytes });
}

/** Until nobody can use the approval any more; then a day in which its end is told. */
async function keepCall(approval: Approval, sealed: Sealed, { storedCalls }: HoldingPorts): Promise<void> {
  const { id, callId, chains, expiresAt } = approval;
  const until = later(expiresAt, Math.max(...chains.map(({ useWithinMinutes }) => useWithinMinutes)) + toldMinutes);
  await storedCalls?.keep({ id: callId, approval: id, state: 'awaiting-approval', sealed, until });
}

async function forgetCall({ id, callId }: Approval, { storedCalls, now }: HoldingPorts): Promise<void> {
  await storedCalls?.keep({ id: callId, approval: id, state: 'cancelled', until: now() });
}

function askedDetail({ chains, expiresAt }: Approval) {
  return { chains: chains.map(({ name }) => name), expiresAt };
}

async function refuseFatigue({ caller, decision }: NeedingApproval, ports: HoldingPorts): Promise<void> {
  const { principal } = caller.session;
  const { openPerRequester, openPerChain } = ports.limits;
  const states = ['pending'] as const;
  const requester = principal.onBehalfOf?.id ?? principal.id;
  const ofRequester = await ports.approvals.list({ states, requester }, openPerRequester);
  const ofChains = await Promise.all(
    decision.chains.map(async (chain) => [chain, await ports.approvals.list({ states, chain }, openPerChain)] as const),
  );
  const refusal: Refusal | undefined = tooManyOpen({ ofRequester, ofChain: new Map(ofChains) }, ports.limits, ports.now());
  if (refusal !== undefined) throw new GatewayError(refusal.code, refusal.sentence);
}

/** Nobody was told yet: its machine may never have been started. A second start does nothing. */
export async function startMachine(approval: Approval, ports: Pick<HoldingPorts, 'machine' | 'log'>): Promise<Approval> {
  if (approval.told.askedAt !== undefined) return approval;
  await ports.machine.start(approval).catch((thrown: unknown) => {
    const { code } = toGatewayError(thrown);
    ports.log({
      level: 'error',
      message: `The machine of approval ${approval.id} did not start; the next leg tries again.`,
      code,
    });
  });
  return approval;
}
