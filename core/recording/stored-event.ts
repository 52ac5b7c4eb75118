/** Line → stored event: the columns are read from the line, so that a copy can never say what the record does not. */

import type { Json, Masked } from '../model.ts';
import type { EventColumns, EventKind, EventMark, StoredEvent } from '../ports.ts';
import { clientName } from './client-name.ts';
import { memberOf, numberAt, textAt, textsAt } from './read-json.ts';

/**
 * What a store gives back → the event. A store holds only what a writer made, and a writer takes nothing that is not masked:
 * so this is the one place that calls something read masked. Throws `TypeError` for a line that no writer made.
 */
export function storedEvent(text: string, bytes?: Uint8Array): StoredEvent {
  const columns = columnsOf(JSON.parse(text));
  const line = text as Masked<string>;
  return bytes === undefined ? { columns, line } : { columns, line, body: bytes as Masked<Uint8Array> };
}

/** The list columns of a parsed event. Throws `TypeError` when it has no id, time, kind or writer. */
export function columnsOf(event: Json): EventColumns {
  const own = memberOf(event, 'unmapped', 'countersign');
  const agent = textAt(event, 'ai_agent', 'uid');
  return {
    id: required(textAt(event, 'metadata', 'uid'), 'metadata.uid'),
    time: required(textAt(event, 'time_dt'), 'time_dt'),
    kind: required(textAt(own, 'kind'), 'unmapped.countersign.kind') as EventKind,
    writer: required(textAt(event, 'attestation_list', 0, 'chain_uid'), 'attestation_list[0].chain_uid'),
    sequence: required(numberAt(event, 'metadata', 'sequence'), 'metadata.sequence'),
    groups: textsAt(event, ['actor', 'user', 'groups'], 'name'),
    resources: textsAt(event, ['resources'], 'uid'),
    maskedClasses: [...new Set(textsAt(own, ['masks'], 'class'))],
    ...optional({
      session: textAt(event, 'actor', 'session', 'uid'),
      callId: textAt(event, 'api', 'request', 'uid'),
      principal: agent ?? textAt(event, 'actor', 'user', 'uid'),
      service: textAt(event, 'api', 'service', 'name'),
      operation: textAt(event, 'api', 'operation'),
      access: textAt(own, 'access'),
      connection: textAt(own, 'connection'),
      decision: textAt(own, 'decision', 'outcome'),
      mark: textAt(own, 'marks', 0) as EventMark | undefined,
      client: clientName(textAt(event, 'http_request', 'user_agent')),
      reason: textAt(own, 'reason'),
      approval: textAt(event, 'metadata', 'correlation_uid'),
    }),
  };
}

function required<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw new TypeError(`recording: an event without ${path} is no event of ours`);
  return value;
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function optional<T extends { readonly [name: string]: unknown }>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
