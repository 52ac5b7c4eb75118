/** Recorded calls, decided again under a proposed policy set: what would change, for whom, and in which calls. */

import type { Decision } from '../model.ts';
import { decide } from './decide.ts';
import type { Judge } from './judge.ts';
import { missingFact } from './missing-facts.ts';
import type { PolicySet } from './policy-set.ts';
import type { RecordedCall } from './recorded-call.ts';
import { rememberJudge } from './remember-judge.ts';

/** Calls of one principal and operation whose decision would change alike. `to` is `indeterminate` where a fact is missing. */
export type ReplayRow = {
  readonly principal: string;
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  /** What would decide, or why that cannot be told. */
  readonly because: string;
  readonly calls: number;
  /** Ids of events, at most five. */
  readonly samples: readonly string[];
};

export type Replay = {
  readonly calls: number;
  readonly unchanged: number;
  readonly changed: readonly ReplayRow[];
  readonly indeterminate: readonly ReplayRow[];
};

const maxSamples = 5;

/** Each call counts once: of an intent and its outcome, the one that holds the parameters. */
export function replay(candidate: PolicySet, recorded: Iterable<RecordedCall>): Replay {
  const rows = new Map<string, ReplayRow>();
  const judging = rememberJudge();
  let [calls, unchanged] = [0, 0];
  for (const call of onceEach(recorded)) {
    calls += 1;
    const { to, because } = decidedAgain(candidate, call, judging);
    const from = shown(call);
    if (to === from) unchanged += 1;
    else addTo(rows, call, { from, to, because });
  }
  const sorted = [...rows.values()].sort((a, b) => b.calls - a.calls || (a.operation < b.operation ? -1 : 1));
  return {
    calls,
    unchanged,
    changed: sorted.filter(({ to }) => to !== 'indeterminate'),
    indeterminate: sorted.filter(({ to }) => to === 'indeterminate'),
  };
}

/** Of the events of one call the first with parameters, else the first; named by its last, which a search finds: an intent is not. */
export function onceEach(recorded: Iterable<RecordedCall>): Iterable<RecordedCall> {
  const byCall = new Map<string, RecordedCall>();
  for (const call of recorded) {
    const known = byCall.get(call.callId) ?? call;
    const told = known.hasParameters || !call.hasParameters ? known : call;
    // Ids sort by time.
    byCall.set(call.callId, { ...told, eventId: known.eventId > call.eventId ? known.eventId : call.eventId });
  }
  return byCall.values();
}

function decidedAgain(
  candidate: PolicySet,
  call: RecordedCall,
  judging: Judge,
): { readonly to: string; readonly because: string } {
  const missing = missingFactOf(candidate, call);
  if (missing !== undefined) return { to: 'indeterminate', because: missing };
  const decision = decide(candidate, call.question, judging);
  return { to: shown({ ...call, ...withoutExtras(decision) }), because: decision.policies.map(({ id }) => id).join(' ') };
}

/** A question that cannot even be put is denied again, as it would have been. */
function missingFactOf(candidate: PolicySet, call: RecordedCall): string | undefined {
  try {
    return missingFact(candidate, call);
  } catch {
    return undefined;
  }
}

function withoutExtras(decision: Decision) {
  return {
    outcome: decision.outcome,
    cause: decision.outcome === 'deny' ? decision.cause : '',
    chains: decision.outcome === 'needs-approval' ? decision.chains : [],
  };
}

function shown({ outcome, cause, chains }: Pick<RecordedCall, 'outcome' | 'cause' | 'chains'>): string {
  if (outcome === 'deny') return `deny (${cause ?? 'no cause'})`;
  return outcome === 'needs-approval' ? `needs-approval (${[...chains].sort().join(' ')})` : outcome;
}

function addTo(rows: Map<string, ReplayRow>, call: RecordedCall, change: Pick<ReplayRow, 'from' | 'to' | 'because'>): void {
  const principal = call.question.principal.id;
  const operation = `${call.question.call.service}:${call.question.call.operation}`;
  const key = JSON.stringify([principal, operation, change]);
  const row = rows.get(key) ?? { principal, operation, ...change, calls: 0, samples: [] };
  const samples = row.samples.length < maxSamples ? [...row.samples, call.eventId] : row.samples;
  rows.set(key, { ...row, calls: row.calls + 1, samples });
}
