/** Calls over MCP that wait for a person: the ladder for their client, and what became of them for whoever comes back. */

import { asked as askedSentence } from '../approving/approval-message.ts';
import { requireApproval } from '../approving/approval-ports.ts';
import { cancelApproval } from '../approving/cancel-approval.ts';
import { canonicalJson, keyedHashHex } from '../canonical.ts';
import { type FollowedCall, type FollowingPorts, followCall, requireStored } from '../deferring/follow-call.ts';
import { GatewayError } from '../errors.ts';
import { headerValue } from '../http.ts';
import { epochMilliseconds } from '../instant.ts';
import type { ProductPorts } from '../product-api.ts';
import type { Asked } from '../protocols/mcp/asked.ts';
import { taskFacts, type WaitingCall, waitingAnswer } from '../protocols/mcp/ladder.ts';
import { sessionHeader } from '../protocols/mcp/legacy-session.ts';
import { notOfThisCall, readRequestState, requestStateText } from '../protocols/mcp/request-state.ts';
import { type Answer, failed, type JsonObject, objectIn, rpcCodes, succeeded, textIn } from '../protocols/mcp/rpc.ts';
import { structured, toolError, waiting } from '../protocols/mcp/tool.ts';
import { currentKey } from '../sealed.ts';
import type { McpCallPorts, Using } from './aws-call.ts';

export type McpWaitingPorts = McpCallPorts & ProductPorts & { readonly publicUrl: string };

/** One leg of a waiting call, as its client asked for it. */
export type WaitingLeg = { readonly asked: Asked; readonly using: Using; readonly hold: 'auto' | 'text'; readonly round: number };

/** What a completed call is for its client; `undefined` for an answer in the clothes of the tool's own. */
export type ShowCompleted = (call: Extract<FollowedCall, { readonly status: 'completed' }>) => Answer;

/** How long a leg is held: below the time after which the HTTP API gives up, and clients with it. */
export const longestWaitSeconds = 25;

/** The client's first answer: its call waits. */
export async function answerWaiting(error: GatewayError, leg: WaitingLeg, ports: McpWaitingPorts): Promise<Answer> {
  const { storedCall, approval: approvalId = '' } = error;
  const approval = await requireApproval(approvalId, following(ports));
  const message = askedSentence(approval, ports.now());
  // Another client asked for it first, and makes it itself: whoever repeats it once it is approved is the one.
  if (storedCall === undefined)
    return toolError(`NOT EXECUTED. ${message} Repeat the call once it is approved.`, { approval: approvalId });
  const { createdAt: askedAt, expiresAt } = approval;
  return rung({ callId: storedCall, approval: approvalId, message, askedAt, expiresAt }, leg, ports);
}

/** An old client that was sent to a page repeats its call, and has nothing to hand back but the id that it opened with. */
export function rejoinedBy({ era, can, headers }: Asked): string | undefined {
  return era === 'legacy' && can.openUrl ? headerValue(headers, sessionHeader) : undefined;
}

/** The client came back with what it was given. Errors: none; what is not its own, or not for this call, is `-32602`. */
export async function resume(state: string, leg: WaitingLeg, show: ShowCompleted, ports: McpWaitingPorts): Promise<Answer> {
  const { principal } = leg.using.caller;
  const known = readRequestState(state, { key: stateKey(ports), principal: principal.id, nowSeconds: nowSeconds(ports) });
  if (known === undefined || known.digest !== digestOf(leg.asked, ports)) {
    return failed(rpcCodes.invalidParams, notOfThisCall);
  }
  const declined = objectIn(objectIn(leg.asked.request.params, 'inputResponses'), 'approval').action;
  if (declined === 'decline' || declined === 'cancel') return toolError(stopped(known.callId), { call_id: known.callId });
  const followed = await followCall(leg.using.caller, { id: known.callId, waitSeconds: longestWaitSeconds }, following(ports));
  return followedAnswer(followed, { ...leg, round: known.round + 1 }, show, ports);
}

/** `countersign_call_status`. Errors: `not-found`. */
export async function callStatus(
  args: JsonObject,
  { caller }: Using,
  show: ShowCompleted,
  ports: McpWaitingPorts,
): Promise<Answer> {
  const { wait_seconds: wait } = args;
  const waitSeconds = typeof wait === 'number' ? Math.min(wait, longestWaitSeconds) : 0;
  const followed = await followCall(caller, { id: textIn(args, 'call_id') ?? '', waitSeconds }, following(ports));
  return isUnderWay(followed)
    ? waiting({ ...followed, callId: followed.id, message: whoIsAsked(followed), url: pageOf(followed.id, ports) })
    : endOf(followed, show);
}

/** `countersign_call_cancel`. Errors: `not-found`, `denied`, `conflict` when it is over. */
export async function cancelCall(args: JsonObject, { caller }: Using, ports: McpWaitingPorts): Promise<Answer> {
  const { stored } = await requireStored(caller, textIn(args, 'call_id') ?? '', following(ports));
  const { approving } = ports.calls;
  if (approving === undefined) throw nothingWaits();
  await cancelApproval(caller, { approvalId: stored.approval }, { ...ports, ...approving });
  return structured({ call_id: stored.id, status: 'cancelled' });
}

/** `tasks/get`: a call that waits is a task that works. Errors: `not-found`. */
export async function taskOf(taskId: string, using: Using, show: ShowCompleted, ports: McpWaitingPorts): Promise<Answer> {
  const callId = callOfTask(taskId, using, ports);
  const followed = await followCall(using.caller, { id: callId, waitSeconds: 0 }, following(ports));
  const { approval } = await requireStored(using.caller, callId, following(ports));
  const facts = taskFacts({ taskId, askedAt: approval.createdAt, lastsSeconds: secondsUntil(approval.expiresAt, ports) });
  if (isUnderWay(followed)) return succeeded({ ...facts, status: 'working', statusMessage: whoIsAsked(followed) });
  if (followed.status === 'cancelled') return succeeded({ ...facts, status: 'cancelled' });
  const end = endOf(followed, show);
  return succeeded({
    ...facts,
    status: 'completed',
    ...(end.kind === 'success' ? { result: { ...end.result, resultType: 'complete' } } : {}),
  });
}

/** `tasks/update`: nothing is asked of a waiting client, so what it sends is taken and forgotten. Errors: `not-found`. */
export async function updateTask(taskId: string, using: Using, ports: McpWaitingPorts): Promise<Answer> {
  await requireStored(using.caller, callOfTask(taskId, using, ports), following(ports));
  return succeeded({});
}

/** `tasks/cancel`, also of one that is over: exactly nothing is answered. */
export async function cancelTask(taskId: string, using: Using, ports: McpWaitingPorts): Promise<Answer> {
  const callId = callOfTask(taskId, using, ports);
  await cancelCall({ call_id: callId }, using, ports).catch((thrown: unknown) => {
    if (!(thrown instanceof GatewayError) || thrown.code !== 'conflict') throw thrown;
  });
  return succeeded({});
}

function followedAnswer(
  followed: FollowedCall,
  leg: WaitingLeg,
  show: ShowCompleted,
  ports: McpWaitingPorts,
): Promise<Answer> | Answer {
  if (!isUnderWay(followed)) return endOf(followed, show);
  const { id: callId, approval, expiresAt = ports.now() } = followed;
  return rung({ callId, approval, message: whoIsAsked(followed), askedAt: ports.now(), expiresAt }, leg, ports);
}

type Facts = Pick<WaitingCall, 'callId' | 'approval' | 'message' | 'askedAt' | 'expiresAt'>;

function rung(facts: Facts, { asked, using, hold, round }: WaitingLeg, ports: McpWaitingPorts): Answer {
  const { id: principal } = using.caller.principal;
  const lastsSeconds = secondsUntil(facts.expiresAt, ports);
  const expiresSeconds = nowSeconds(ports) + Math.max(lastsSeconds, 0) + afterwardsSeconds;
  const state = { callId: facts.callId, principal, digest: digestOf(asked, ports), expiresSeconds, round };
  const call: WaitingCall = {
    ...facts,
    taskId: taskIdOf(facts.callId, principal, ports),
    url: pageOf(facts.callId, ports),
    lastsSeconds,
    requestState: requestStateText(state, stateKey(ports)),
    round,
  };
  return waitingAnswer(call, asked, hold);
}

/** It asks for a sign-in, and is no approver's link. */
function pageOf(callId: string, { publicUrl }: McpWaitingPorts): string {
  return `${publicUrl}/calls/${callId}`;
}

/** An approved call may still run when its approval's time to be asked is over. */
const afterwardsSeconds = 3600;

type UnderWay = Extract<FollowedCall, { readonly status: 'awaiting-approval' | 'executing' }>;

function isUnderWay(call: FollowedCall): call is UnderWay {
  return call.status === 'awaiting-approval' || call.status === 'executing';
}

function whoIsAsked({ status, asked = [] }: UnderWay): string {
  if (status === 'executing') return 'The call was approved and is being executed.';
  return `The call waits for an approval${asked.length === 0 ? '' : ` by ${asked.join(', ')}`}.`;
}

function endOf(call: Exclude<FollowedCall, UnderWay>, show: ShowCompleted): Answer {
  if ('approval' in call) return toolError(call.error.message, { call_id: call.id, status: call.status, code: call.error.code });
  return show(call);
}

function stopped(callId: string): string {
  return `You stopped waiting. The call was not executed; its approval is still asked for. Ask countersign_call_status with call_id "${callId}", or take it back with countersign_call_cancel.`;
}

function following(ports: McpWaitingPorts): FollowingPorts {
  const { approving } = ports.calls;
  if (approving?.storedCalls === undefined) throw nothingWaits();
  return { ...approving, storedCalls: approving.storedCalls, catalog: ports.catalog };
}

function nothingWaits(): GatewayError {
  return new GatewayError('not-found', 'This gateway asks for no approvals, so no call of yours waits.');
}

/** The retry must ask for the same: the tool and its arguments, without what the protocol adds to them. */
function digestOf({ request: { method, params } }: Asked, ports: McpWaitingPorts): string {
  const asked = { method, name: params.name ?? null, uri: params.uri ?? null, arguments: objectIn(params, 'arguments') };
  return keyedHashHex(stateKey(ports), canonicalJson(asked));
}

/** 128 bits that nobody guesses, bound to whom the call is for. */
function taskIdOf(callId: string, principal: string, ports: McpWaitingPorts): string {
  return `${callId}-${keyedHashHex(stateKey(ports), JSON.stringify(['task', callId, principal])).slice(0, 32)}`;
}

function callOfTask(taskId: string, { caller }: Using, ports: McpWaitingPorts): string {
  const [callId = ''] = taskId.split('-');
  if (taskId === taskIdOf(callId, caller.principal.id, ports)) return callId;
  throw new GatewayError('not-found', 'There is no such task, or it is not yours.');
}

function stateKey({ calls }: McpWaitingPorts): Uint8Array {
  return currentKey(calls.keyring, 'mcp-state');
}

function nowSeconds({ now }: McpWaitingPorts): number {
  return Math.floor(epochMilliseconds(now()) / 1000);
}

function secondsUntil(time: string, { now }: McpWaitingPorts): number {
  return Math.max(0, Math.floor((epochMilliseconds(time) - epochMilliseconds(now())) / 1000));
}
