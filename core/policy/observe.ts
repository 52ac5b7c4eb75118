/** Observe mode, for adoption: a connection lets through what the policies refuse, and the record says what would have been refused. */

import type { Call, Connection, Decision } from '../model.ts';
import { classesOf } from './action-classes.ts';
import { operationId } from './actions.ts';

/**
 * Whether the decision holds for this call, or for a request that may be any of these calls. Only a connection in observe mode passes over a refusal, and never over one of a call that
 * mints credentials: who has those needs no gateway any more, and then nothing is observed. Identity, recording and masking are no
 * decisions: they hold in any mode.
 */
export function isEnforced({ mode }: Pick<Connection, 'mode'>, calls: readonly Call[], { outcome }: Decision): boolean {
  return mode === 'enforce' || outcome === 'allow' || calls.some(mintsCredentials);
}

function mintsCredentials(call: Call): boolean {
  return [operationId(call), ...call.actions].some((action) => classesOf(action).includes('class:mints-credentials'));
}
