/** Takes a session out of the record in a form that other tools read; reading it is recorded. */

import { GatewayError } from '../errors.ts';
import type { EventQuery, Position, StoredEvent } from '../ports.ts';
import type { ApiCaller } from '../product-api.ts';
import { castOf } from '../recording/cast.ts';
import { csvOf } from '../recording/csv.ts';
import { harOf } from '../recording/har.ts';
import { type SearchPorts, showSession } from './search-record.ts';

export const exportFormats = ['ocsf', 'cast', 'har', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type Exported = { readonly format: ExportFormat; readonly events: number; readonly text: string };

/** What one answer carries, and what is held of a session at most: an answer of AWS Lambda takes 6 MB. Longer sessions are in the segments. */
const maxEvents = 5000;
const maxBytes = 5 * 1024 * 1024;
const pageSize = 500;
const idleSeconds = 2;

/** Errors: `not-found`, `payload-too-large`, `recorder-unavailable`. */
export async function exportSession(
  caller: ApiCaller,
  sessionId: string,
  format: ExportFormat,
  ports: SearchPorts,
): Promise<Exported> {
  const session = await showSession(caller, sessionId, ports);
  const events = await everyEvent({ session: session.id }, ports);
  const full = format === 'cast' || format === 'har' ? await withBodies(events, ports) : events;
  const title = `${session.principal} on ${session.connection}, ${session.openedAt}`;
  return { format, events: events.length, text: textOf(full, format, title) };
}

function textOf(events: readonly StoredEvent[], format: ExportFormat, title: string): string {
  switch (format) {
    case 'ocsf':
      return linesOf(events.map(({ line }) => line));
    case 'cast':
      return linesOf(castOf(events, { title, idleSeconds }));
    case 'csv':
      return linesOf(csvOf(events));
    case 'har':
      return linesOf([harOf(events, { productVersion: '1' })]);
  }
}

function linesOf(lines: Iterable<string>): string {
  return Array.from(lines, (line) => `${line}\n`).join('');
}

/** Oldest first. */
async function everyEvent(query: EventQuery, { search }: SearchPorts): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  let bytes = 0;
  let after: Position | undefined;
  do {
    const page = await search.events(query, pageSize, after);
    events.push(...page.events);
    bytes += sizeOf(page.events);
    after = page.next;
    if (events.length > maxEvents || bytes > maxBytes) throw tooLarge();
  } while (after !== undefined);
  return events.reverse();
}

async function withBodies(events: readonly StoredEvent[], { search }: SearchPorts): Promise<readonly StoredEvent[]> {
  const full: StoredEvent[] = [];
  let bytes = sizeOf(events);
  for (const event of events) {
    const found = event.columns.kind === 'outcome' ? await search.event(event.columns.id) : undefined;
    bytes += found?.body?.byteLength ?? 0;
    if (bytes > maxBytes) throw tooLarge();
    full.push(found ?? event);
  }
  return full;
}

function sizeOf(events: readonly StoredEvent[]): number {
  return events.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
}

function tooLarge(): GatewayError {
  return new GatewayError(
    'payload-too-large',
    `The session is too long for one export (${maxEvents} events, ${maxBytes / 1024 / 1024} MB). Its events are in the segments of the record.`,
  );
}
