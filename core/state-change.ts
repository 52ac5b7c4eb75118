/** A state change: what other systems want to hear of at once, told from its recorded event, masked as it is there. */

import type { StoredEvent } from './ports.ts';
import { memberOf, textAt } from './recording/read-json.ts';

export const stateChangeTypes = [
  'countersign.call.denied',
  'countersign.approval.requested',
  'countersign.approval.decided',
  'countersign.approval.expired',
  'countersign.approval.cancelled',
  'countersign.session.break-glass',
  'countersign.record.tampered',
] as const;
export type StateChangeType = (typeof stateChangeTypes)[number];

export type StateChange = {
  readonly type: StateChangeType;
  /** The recorded event's id: the same change told twice has the same. */
  readonly id: string;
  readonly time: string;
  readonly principal?: string;
  readonly session?: string;
  readonly connection?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly approval?: string;
  readonly callId?: string;
};

/** Where state changes go. Telling never holds up a call. */
export type StateFeed = { readonly name: string; readonly tell: (changes: readonly StateChange[]) => Promise<void> };

/** `undefined` for an event that changes no state of interest. */
export function stateChangeOf({ columns, line }: StoredEvent): StateChange | undefined {
  const type = typeOf(columns.kind, line);
  if (type === undefined) return undefined;
  const { id, time, principal, session, connection, service, operation, approval, callId } = columns;
  const told = { principal, session, connection, service, operation, approval, callId };
  return { type, id, time, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) };
}

function typeOf(kind: StoredEvent['columns']['kind'], line: string): StateChangeType | undefined {
  if (kind === 'tampering') return 'countersign.record.tampered';
  if (kind !== 'refused' && kind !== 'approval' && kind !== 'session') return undefined;
  const own = memberOf(JSON.parse(line), 'unmapped', 'countersign');
  if (kind === 'refused') return textAt(own, 'decision', 'outcome') === 'needs-approval' ? undefined : 'countersign.call.denied';
  if (kind === 'approval') return approvalType(textAt(own, 'detail', 'step'));
  const isOpening = textAt(own, 'detail', 'state') === 'opened';
  return isOpening && memberOf(own, 'breakGlass') === true ? 'countersign.session.break-glass' : undefined;
}

function approvalType(step: string | undefined): StateChangeType | undefined {
  switch (step) {
    case 'asked':
      return 'countersign.approval.requested';
    case 'verdict':
      return 'countersign.approval.decided';
    case 'expired':
      return 'countersign.approval.expired';
    case 'cancelled':
      return 'countersign.approval.cancelled';
    default:
      return undefined;
  }
}
