/** Recorded calls for tests: a question decided, told as an event by the recorder's own code, and read back. */

import type { Json, Masked, MaskHit } from '#core/model.ts';
import { decide, decisionFacts } from '#core/policy/decide.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import type { Question } from '#core/policy/question.ts';
import { type RecordedCall, readRecordedCall } from '#core/policy/recorded-call.ts';
import type { EventKind } from '#core/ports.ts';
import { composeEvent } from '#core/recording/event.ts';

type Recording = { readonly kind?: EventKind; readonly masks?: readonly MaskHit[]; readonly callId?: string };

let number = 0;

/** The event of a question under the policies that decided it. */
export function eventOf(set: PolicySet, question: Question, { kind = 'intent', masks = [], callId }: Recording = {}): Json {
  number += 1;
  const uid = `EVENT${String(number).padStart(21, '0')}`;
  return composeEvent(
    {
      kind,
      channel: question.context.channel,
      callId: callId ?? `CALL${uid.slice(5)}`,
      sourceIp: '127.0.0.1',
      principal: question.principal,
      session: 'SESSION',
      connection: question.context.connection,
      call: { ...question.call, parameters: asMasked(question.call.parameters) },
      decision: decide(set, question),
      facts: asMasked(decisionFacts(question)),
      masks,
    },
    { id: uid, time: question.context.now, tenant: 'test', productVersion: '0', sequence: number },
  );
}

export function recordedCall(set: PolicySet, question: Question, recording: Recording = {}): RecordedCall {
  const call = readRecordedCall(eventOf(set, question, recording));
  if (call === undefined) throw new TypeError('the event is no decided call');
  return call;
}

function asMasked<T>(value: T): Masked<T> {
  return value as Masked<T>;
}
