/** What a re-send of an approved command gets: the outcome of the leg that was sent, or the news that nobody knows it. Never a second execution. */

import type { Approval } from './approval/approval.ts';
import { approvalEvent } from './approving/approval-event.ts';
import { type HoldingPorts, requireApproval } from './approving/approval-ports.ts';
import type { RunLeg } from './approving/leg.ts';
import { GatewayError } from './errors.ts';
import { keptOutcome } from './execute-once.ts';
import type { HttpReply } from './http.ts';
import { epochMilliseconds } from './instant.ts';
import type { Masked } from './model.ts';

const lookMilliseconds = 250;
/** A leg that used an approval up has ended by then, one way or the other. */
const longestCallMilliseconds = 120_000;

/** The kept outcome of a command that was executed, whatever was asked since. Errors: that outcome's own, `recorder-unavailable`. */
export async function keptAnswer(leg: RunLeg, ports: HoldingPorts): Promise<Masked<HttpReply> | undefined> {
  const execution = await ports.executions.find(leg.command, ports.now());
  const outcome = execution === undefined ? undefined : keptOutcome(execution, ports);
  if (outcome?.approval === undefined) return undefined;
  return answerAgain(await requireApproval(outcome.approval, ports), leg, ports);
}

/** Joins the execution in flight: its own, or that of the stored call which it waited for. Errors: the leg's own, `conflict` when its outcome is unknown, or of a form that the client's protocol does not have, `recorder-unavailable`. */
export async function answerAgain(used: Approval, leg: RunLeg, ports: HoldingPorts): Promise<Masked<HttpReply>> {
  const until = epochMilliseconds(ports.now()) + ports.holdSeconds * 1000;
  const command = used.use?.leg ?? leg.command;
  for (;;) {
    const execution = await ports.executions.find(command, ports.now());
    const outcome = execution === undefined ? undefined : keptOutcome(execution, ports);
    if (outcome?.kind === 'error') throw outcome.error;
    if (outcome?.kind === 'reply') return givenAgain(outcome.reply, { used, leg, ports });
    if (execution !== undefined && execution.state !== 'begun') throw unknown(used);
    const now = epochMilliseconds(ports.now());
    if (now >= until || isOver(used, now) || leg.isGone()) throw unknown(used);
    await ports.doorbell.wait(command, lookMilliseconds);
  }
}

type Again = { readonly used: Approval; readonly leg: RunLeg; readonly ports: HoldingPorts };

async function givenAgain(reply: Masked<HttpReply>, { used, leg, ports }: Again): Promise<Masked<HttpReply>> {
  const own = used.use?.leg === leg.command ? reply : leg.inOwnProtocol(reply);
  if (own === undefined) throw unreadable(used);
  const { channel, sourceIp, caller, callId } = leg;
  const actor = { channel, sourceIp, principal: caller.session.principal };
  await ports.record(approvalEvent(used, 'answered-again', { callId }, actor));
  return own;
}

function isOver({ use }: Approval, now: number): boolean {
  return use === undefined || now - epochMilliseconds(use.at) > longestCallMilliseconds;
}

function unknown({ id, use, call }: Approval): GatewayError {
  return new GatewayError(
    'conflict',
    `${call.service}:${call.operation} was approved and sent once, as call ${use?.callId ?? ''}, and its answer is not known here. It was not sent again. Look at its effect and at the record before you repeat it.`,
    { approval: id },
  );
}

function unreadable({ id, use, call }: Approval): GatewayError {
  const callId = use?.callId ?? '';
  return new GatewayError(
    'conflict',
    `${call.service}:${call.operation} was approved and made by the gateway, as call ${callId}, and its answer has no form in this client's protocol. It was not sent again. Read the answer at /v1/calls/${callId}.`,
    { approval: id },
  );
}
