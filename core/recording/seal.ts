/** The sealer: what was recorded since the last checkpoint becomes a segment with a signed root. */

import { sha256Hex } from '../canonical.ts';
import type { Now } from '../ports.ts';
import { type Checkpoint, checkpointHash, checkpointText, type SignedCheckpoint, type WriterRange } from './checkpoint.ts';
import { epochMilliseconds } from './epoch.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import { textAt } from './read-json.ts';
import { type LinePlace, readLine } from './read-line.ts';
import type { CheckpointSigner, SealStore, Unsealed, UnsealedEvent } from './sealing-ports.ts';
import { packSegment, segmentKey } from './segment.ts';

export type Sealing = {
  readonly store: SealStore;
  readonly signer: CheckpointSigner;
  readonly now: Now;
  readonly tenant: string;
  /** Told of an event that is not as its writer left it. It is sealed as it stands: verifying names it for ever. */
  readonly alarm: (id: string) => void;
  /** Lets other work of this process go first. */
  readonly breathe?: () => Promise<void>;
};

/** The most events of one segment. */
export const segmentEvents = 10_000;
/** Silence is signed as well, once an hour. */
const idleMilliseconds = 3_600_000;
const attempts = 3;
/** So many events are read between two breaths: some milliseconds. */
const breath = 50;

/** Seals until nothing is left; how many checkpoints were written. Errors: `recorder-unavailable`; what was not sealed is sealed the next time. */
export async function sealAll(sealing: Sealing): Promise<number> {
  let written = 0;
  for (;;) {
    const checkpoint = await sealNext(sealing);
    if (checkpoint !== undefined) written += 1;
    if (checkpoint === undefined || checkpoint.count < segmentEvents) return written;
  }
}

/** The next checkpoint; `undefined` when nothing is due, or when another sealer was first every time. */
export async function sealNext(sealing: Sealing): Promise<Checkpoint | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const latest = await sealing.store.latest();
    const { events, mark, unsealedFrom } = await sealing.store.unsealed(segmentEvents);
    if (events.length === 0 && !isSilent(latest?.checkpoint, sealing.now())) return undefined;
    const signed = await sign(await compose(sealing, latest, { events, unsealedFrom }), sealing.signer);
    if ((await sealing.store.putCheckpoint(signed, mark)) === 'written') return signed.checkpoint;
  }
  return undefined;
}

function isSilent(latest: Checkpoint | undefined, now: string): boolean {
  return latest === undefined || epochMilliseconds(now) - epochMilliseconds(latest.sealedAt) >= idleMilliseconds;
}

async function compose(
  sealing: Sealing,
  latest: SignedCheckpoint | undefined,
  { events, unsealedFrom }: Pick<Unsealed, 'events' | 'unsealedFrom'>,
): Promise<Checkpoint> {
  const { tenant, signer, now } = sealing;
  const lines = distinct(events);
  const { places, leaves } = await readAll(lines, sealing);
  const seq = (latest?.checkpoint.seq ?? 0) + 1;
  const head = { v: 1, tenant, seq, count: lines.length, root: merkleRoot(leaves), writers: rangesOf(places) } as const;
  const tail = {
    ...(latest === undefined ? {} : { prevCheckpoint: checkpointHash(latest.checkpoint) }),
    sealedAt: notBefore(latest?.checkpoint, now()),
    ...(unsealedFrom === undefined ? {} : { unsealedFrom }),
    keyId: signer.keyId,
  };
  if (lines.length === 0) return { ...head, ...tail };
  const [from, to] = [timeOf(lines[0]), timeOf(lines.at(-1))];
  const bytes = await packSegment(lines.map(({ line }) => line));
  const sha256 = sha256Hex(bytes);
  const key = segmentKey({ tenant, seq, time: from === '' ? tail.sealedAt : from, sha256 });
  await sealing.store.putSegment(key, bytes);
  return { ...head, from, to, segment: { key, sha256, bytes: bytes.byteLength }, ...tail };
}

/** As far as a verifier forgives an event that comes late. */
const forgivenMilliseconds = 300_000;

/**
 * Two sealers' clocks differ, and one clock is set right by some seconds: that is signed as the time of the checkpoint before. A clock
 * that was set back by more is signed as it stands, and verifying names it.
 */
function notBefore(latest: Checkpoint | undefined, now: string): string {
  if (latest === undefined || now >= latest.sealedAt) return now;
  const isForgiven = epochMilliseconds(latest.sealedAt) - epochMilliseconds(now) <= forgivenMilliseconds;
  return isForgiven ? latest.sealedAt : now;
}

/** By event id, each once. A line that was broken in two would not be one line of the file. */
function distinct(events: readonly UnsealedEvent[]): readonly UnsealedEvent[] {
  const byId = new Map(events.map(({ id, line }) => [id, { id, line: line.replaceAll('\n', ' ') }]));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function readAll(events: readonly UnsealedEvent[], { alarm, breathe }: Sealing) {
  const [places, leaves]: [LinePlace[], Uint8Array[]] = [[], []];
  for (const [index, { id, line }] of events.entries()) {
    if (index % breath === breath - 1) await breathe?.();
    const read = readLine(line);
    if (read.state === 'sound' && read.place.id === id) places.push(read.place);
    else alarm(id);
    leaves.push(leafHash(line));
  }
  return { places, leaves };
}

function rangesOf(places: readonly LinePlace[]): Checkpoint['writers'] {
  const ranges = new Map<string, WriterRange[]>();
  for (const { writer, sequence, fingerprint } of places) {
    const known = ranges.get(writer) ?? [];
    const last = known.at(-1);
    if (last !== undefined && last[1] === sequence - 1) known[known.length - 1] = [last[0], sequence, fingerprint];
    else known.push([sequence, sequence, fingerprint]);
    ranges.set(writer, known);
  }
  return Object.fromEntries(ranges);
}

/** The event's own time; a line that is none has none. */
function timeOf(event: UnsealedEvent | undefined): string {
  try {
    return textAt(JSON.parse(event?.line ?? ''), 'time_dt') ?? '';
  } catch {
    return '';
  }
}

async function sign(checkpoint: Checkpoint, signer: CheckpointSigner): Promise<SignedCheckpoint> {
  const signature = await signer.sign(new TextEncoder().encode(checkpointText(checkpoint)));
  return { checkpoint, signature: Buffer.from(signature).toString('base64') };
}
