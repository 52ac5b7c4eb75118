/** Observe mode, for adoption: a connection lets through what the policies refuse, and the record says what would have been refused. */

import type { Call, Connection, Decision } from '../model.ts';
import { classesOf } from './action-classes.ts';
import { operationId } from './actions.ts';

/**
 * Whether the decision holds for this call. Only a connection in observe mode passes over a refusal, and never over one of a call that
 * mints credentials: who has those needs no gateway any more, and then nothing is observed. Identity, recording and masking are no
 * decisions: they hold in any mode.
 */
export function isEnforced({ mode }: Pick<Connection, 'mode'>, call: Call, decision: Decision): boolean {
  return mode === 'enforce' || decision.outcome === 'allow' || mintsCredentials(call);
}

function mintsCredentials(call: Call): boolean {
  return [operationId(call), ...call.actions].some((action) => classesOf(action).includes('class:mints-credentials'));
}
