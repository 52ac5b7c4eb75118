/** The approval ladder: how a call that waits for a person is answered, by what the client can do. The first rung that fits. */

import type { Asked } from './asked.ts';
import { type Answer, failed, type JsonObject, rpcCodes, succeeded } from './rpc.ts';
import { waiting } from './tool.ts';

export type WaitingCall = {
  readonly callId: string;
  /** The call as a task: bound to its principal. */
  readonly taskId: string;
  readonly approval: string;
  /** Who is asked and since when, in a sentence. */
  readonly message: string;
  /** The requester's own page of the call: it asks for a sign-in, and is no approver's link. */
  readonly url: string;
  readonly askedAt: string;
  readonly expiresAt: string;
  /** Seconds until the approval expires. */
  readonly lastsSeconds: number;
  /** Signed, for the client's retry. */
  readonly requestState: string;
  /** How often this client was told to come back. */
  readonly round: number;
};

const mostRounds = 8;
const pollMilliseconds = 5000;

/** `text`: the operator wants every client to be answered at once, in words. */
export function waitingAnswer(call: WaitingCall, { era, can }: Pick<Asked, 'era' | 'can'>, hold: 'auto' | 'text'): Answer {
  if (hold === 'text') return waiting(call);
  if (era === 'legacy') return can.openUrl ? urlRequired(call) : waiting(call);
  if (can.tasks) return task(call);
  if (can.openUrl) return inputRequired(call, { mode: 'url', message: call.message, url: call.url });
  if (can.fillForm) return inputRequired(call, keepWaiting(call));
  return call.round < mostRounds ? succeeded({ resultType: 'input_required', requestState: call.requestState }) : waiting(call);
}

/** Flat, as the tasks extension has it. */
function task(call: WaitingCall): Answer {
  return succeeded({ resultType: 'task', ...taskFacts(call), status: 'working', statusMessage: call.message });
}

export function taskFacts({
  taskId,
  askedAt,
  lastsSeconds,
}: Pick<WaitingCall, 'taskId' | 'askedAt' | 'lastsSeconds'>): JsonObject {
  return {
    taskId,
    createdAt: askedAt,
    lastUpdatedAt: askedAt,
    ttlMs: lastsSeconds * 1000,
    pollIntervalMs: pollMilliseconds,
  };
}

function inputRequired({ requestState }: WaitingCall, params: JsonObject): Answer {
  return succeeded({
    resultType: 'input_required',
    inputRequests: { approval: { method: 'elicitation/create', params } },
    requestState,
  });
}

/** A form holds no link: a client shows it as plain text, and people would be taught to open what stands in one. */
function keepWaiting({ message }: WaitingCall): JsonObject {
  const properties = { wait: { type: 'boolean', title: 'Keep waiting', default: true } };
  return { mode: 'form', message: `${message} Keep waiting?`, requestedSchema: { type: 'object', properties } };
}

/** The client opens the page, and repeats the call when its user says so. */
function urlRequired({ callId, url, message }: WaitingCall): Answer {
  const elicitations = [{ mode: 'url', elicitationId: callId, url, message }];
  return failed(rpcCodes.urlElicitationRequired, message, { elicitations });
}
