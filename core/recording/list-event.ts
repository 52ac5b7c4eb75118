/** One event as a list shows it: its columns, how it went, and the whole recorded event. */

import type { Json } from '../model.ts';
import type { EventKind, StoredEvent } from '../ports.ts';
import { numberAt } from './read-json.ts';

export type ListedEvent = {
  readonly id: string;
  readonly time: string;
  readonly kind: EventKind;
  readonly callId?: string;
  readonly principal?: string;
  readonly session?: string;
  readonly connection?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly access?: string;
  readonly decision?: string;
  readonly client?: string;
  readonly approval?: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** The event as it is stored and exported, parsed. */
  readonly event: Json;
};

export function listEvent({ columns, line }: StoredEvent): ListedEvent {
  const {
    writer: _writer,
    sequence: _sequence,
    groups: _groups,
    resources: _resources,
    mark: _mark,
    reason: _reason,
    maskedClasses: _maskedClasses,
    ...listed
  } = columns;
  const event: Json = JSON.parse(line);
  return { ...listed, outcome: outcomeOf(event), event };
}

/** OCSF: 1 success, 2 failure. An intent has no outcome yet. */
function outcomeOf(event: Json): ListedEvent['outcome'] {
  const status = numberAt(event, 'status_id');
  if (status === 1) return 'success';
  return status === 2 ? 'failure' : 'unknown';
}
