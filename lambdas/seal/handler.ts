/** The sealer's function: a batch of the table's stream becomes a segment; a tick seals what waits, and finds what the stream did not bring. */

import { type Backlog, openBacklog } from '#adapters/aws/backlog.ts';
import type { Table } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbSealStore } from '#adapters/aws/dynamodb-seal-store.ts';
import type { ExtraResources } from '#adapters/aws/extra-resources.ts';
import { keepHeld } from '#adapters/aws/keep-held.ts';
import type { OpenCalls } from '#adapters/aws/open-calls.ts';
import { eventOf } from '#adapters/aws/record-item.ts';
import type { LegalHolds } from '#adapters/aws/s3-legal-holds.ts';
import type { RecordFiles } from '#adapters/aws/s3-record-files.ts';
import { waitingOf } from '#adapters/aws/sealing-item.ts';
import { readStream, type StreamRecord } from '#adapters/aws/stream-event.ts';
import type { Log, NewId, Now, StoredEvent } from '#core/ports.ts';
import { sealAll } from '#core/recording/seal.ts';
import type { CheckpointSigner } from '#core/recording/sealing-ports.ts';
import type { Writer } from '#core/recording/writer.ts';
import { type StateFeed, stateChangeOf } from '#core/state-change.ts';
import { type Tampering, tamperingEvent } from '#core/tampering-event.ts';
import { missedEvents } from './missed-events.ts';

/** A batch of a DynamoDB stream, or the schedule's tick. */
export type SealEvent = { readonly Records?: readonly StreamRecord[]; readonly kind?: 'tick' };

export type SealPorts = {
  readonly table: Table;
  readonly files: RecordFiles;
  readonly signer: CheckpointSigner;
  readonly writer: Writer;
  readonly openCalls: OpenCalls;
  readonly extraResources: ExtraResources;
  /** Absent where the bucket has no Object Lock. */
  readonly legalHolds?: LegalHolds;
  readonly feeds: readonly StateFeed[];
  readonly hotDays: number;
  readonly now: Now;
  readonly newId: NewId;
  readonly log: Log;
};

/** A call is at its end by then: no function runs longer than 15 minutes. */
const openMinutes = 20;

/** Errors: `recorder-unavailable`; Lambda then gives the batch again, and what was sealed is not sealed twice. */
export function createSealHandler(ports: SealPorts): (event: SealEvent) => Promise<{ readonly sealed: number }> {
  return async ({ Records, kind }) => {
    const backlog = await openBacklog(ports);
    if (Records !== undefined) return sealBatch(Records, backlog, ports);
    if (kind !== 'tick') throw new TypeError('seal: the event is neither a batch of the stream nor a tick');
    await closeStale(ports);
    const sealed = await sealMissed(backlog, ports);
    const { legalHolds } = ports;
    if (legalHolds !== undefined) await keepHeld({ ...ports, legalHolds });
    return sealed;
  };
}

async function sealBatch(records: readonly StreamRecord[], backlog: Backlog, ports: SealPorts) {
  const { inserted, changes } = readStream(records, ports.table.tenant);
  backlog.add(inserted.map(waitingOf));
  const sealed = await sealKnown(backlog, ports);
  const events = inserted.flatMap(readable);
  await ports.extraResources.add(events);
  await ports.openCalls.note(events);
  for (const change of changes) await tell(change, ports);
  await announce(events, ports);
  return { sealed };
}

async function sealMissed(backlog: Backlog, ports: SealPorts) {
  const missed = await missedEvents(backlog, ports);
  if (missed.length > 0)
    ports.log({ level: 'warn', message: `The stream did not bring ${missed.length} events; the table did.` });
  backlog.add(missed);
  return { sealed: await sealKnown(backlog, ports) };
}

async function sealKnown(backlog: Backlog, ports: SealPorts): Promise<number> {
  const unsound: string[] = [];
  const { signer, now, table } = ports;
  const store = createDynamoDbSealStore({ ...ports, backlog });
  const sealed = await sealAll({ store, signer, now, tenant: table.tenant, alarm: (id) => unsound.push(id) });
  await backlog.keep();
  for (const event of unsound) await tell({ event, what: 'unsound' }, ports);
  return sealed;
}

/** Calls whose function died between intent and outcome. */
async function closeStale({ openCalls, writer, now }: SealPorts): Promise<void> {
  const before = new Date(Date.parse(now()) - openMinutes * 60_000).toISOString();
  for (const intent of await openCalls.before(before)) {
    await writer.close(intent);
    await openCalls.forget(intent.columns.callId ?? '');
  }
}

async function tell(found: Tampering, { writer, newId, log }: SealPorts): Promise<void> {
  log({ level: 'error', code: 'tampering', message: `Event ${found.event} was ${found.what} after it was recorded.` });
  await writer.record(tamperingEvent(found, newId()));
}

/** Other systems hear of it or not: the record does not wait for them. */
async function announce(events: readonly StoredEvent[], { feeds, log }: SealPorts): Promise<void> {
  const changes = events.map(stateChangeOf).filter((change) => change !== undefined);
  if (changes.length === 0) return;
  const told = await Promise.allSettled(feeds.map((feed) => feed.tell(changes)));
  for (const [index, { status }] of told.entries()) {
    if (status === 'rejected') log({ level: 'warn', message: `State changes were not told to ${feeds[index]?.name}.` });
  }
}

function readable(item: Parameters<typeof eventOf>[0]): readonly StoredEvent[] {
  try {
    return [eventOf(item)];
  } catch {
    return [];
  }
}
