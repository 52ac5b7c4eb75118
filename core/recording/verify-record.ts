/** Verifies a whole record offline: checkpoints, segments and the writers' chains, from files and public keys alone. */

import { sha256Hex } from '../canonical.ts';
import { type Checkpoint, checkpointHash, type Envelope, readEnvelope } from './checkpoint.ts';
import { epochMilliseconds } from './epoch.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import { type LineHead, readLine } from './read-line.ts';
import { unpackSegment } from './segment.ts';
import type { TrustedKey } from './trusted-key.ts';
import { type ChainEnd, type ChainFault, type ChainFaultKind, walkChain } from './verify-chain.ts';

export type RecordFaultKind =
  | ChainFaultKind
  | 'malformed-checkpoint'
  | 'dropped-checkpoint'
  | 'wrong-key'
  | 'forged-checkpoint'
  | 'replayed-checkpoint'
  | 'clock-set-back'
  | 'backdated'
  | 'exchanged-body'
  | 'damaged-store'
  | 'dropped-segment'
  | 'cut-segment'
  | 'replaced-segment';

export type RecordFault = Omit<ChainFault, 'kind'> & { readonly kind: RecordFaultKind; readonly seq?: number };

export type RecordReport = {
  readonly checkpoints: number;
  readonly events: number;
  /** Events of segments that are no longer kept. */
  readonly expired: number;
  /** When the last sound checkpoint was signed. */
  readonly sealedAt?: string;
  /** What it left unsealed begins here. */
  readonly unsealedFrom?: string;
  readonly ends: ReadonlyMap<string, ChainEnd>;
  readonly fault?: RecordFault;
};

export type VerifiedRecord = {
  /** The texts of the checkpoints, in the order of their numbers. */
  readonly checkpoints: Iterable<string>;
  /** The compressed file of a segment; `undefined` when there is none. */
  readonly segment: (key: string) => Uint8Array | undefined;
  readonly keys: readonly TrustedKey[];
  /** Segments that were sealed before may be gone: the signed checkpoint then says how far each writer went. */
  readonly expiredBefore?: string;
  /** Told each segment that is sound, so that it can be held against another store. May name a fault of its own. */
  readonly visit?: (checkpoint: Checkpoint, lines: readonly SealedLine[]) => RecordFault | undefined;
};

/** A line of a segment, with what it says of itself. */
export type SealedLine = LineHead & { readonly line: string };

/** An event may reach its segment so much later than the checkpoint before was signed; one that is older was put in afterwards. */
const lateMilliseconds = 300_000;

type State = {
  readonly previous?: Checkpoint;
  readonly events: number;
  readonly expired: number;
  readonly ends: ReadonlyMap<string, ChainEnd>;
};

/**
 * Events that are in no segment yet, in the order of their ids: they carry the writers' chains on from where the sealed record ended.
 */
export function verifyTail(lines: readonly string[], report: RecordReport): RecordFault | undefined {
  const read = lines.map(readLine);
  return orderFault(read, report) ?? walkChain(read, report.ends).fault;
}

/** Stops at the first fault. Memory grows with one segment and the writers, never with the record. */
export function verifyRecord(record: VerifiedRecord): RecordReport {
  let state: State = { events: 0, expired: 0, ends: new Map() };
  for (const text of record.checkpoints) {
    const seq = (state.previous?.seq ?? 0) + 1;
    const step = verifyStep(text, state, record);
    if ('kind' in step) return { ...reportOf(state), fault: { seq, ...step } };
    state = step;
  }
  return reportOf(state);
}

function reportOf({ previous, events, expired, ends }: State): RecordReport {
  const { sealedAt, unsealedFrom } = previous ?? {};
  return {
    checkpoints: previous?.seq ?? 0,
    events,
    expired,
    ends,
    ...(sealedAt === undefined ? {} : { sealedAt }),
    ...(unsealedFrom === undefined ? {} : { unsealedFrom }),
  };
}

function verifyStep(text: string, state: State, record: VerifiedRecord): State | RecordFault {
  const envelope = readEnvelope(text);
  if (envelope === undefined) return malformed(state);
  const unsigned = numberFault(envelope, state) ?? signatureFault(envelope, record.keys);
  if (unsigned !== undefined) return unsigned;
  if (envelope.signed === undefined) return malformed(state);
  const { checkpoint } = envelope.signed;
  const found = linkFault(checkpoint, state);
  if (found !== undefined) return found;
  if (hasExpired(checkpoint, record)) return afterExpired(checkpoint, state);
  const lines = linesOf(checkpoint, record);
  if ('kind' in lines) return lines;
  const read = lines.lines.map((line) => ({ ...readLine(line), line }));
  const chain = walkChain(read, state.ends);
  const fault =
    orderFault(read, state.previous) ??
    chain.fault ??
    endFault(checkpoint, chain.ends) ??
    rootFault(checkpoint, lines) ??
    record.visit?.(checkpoint, read);
  return fault ?? { ...state, previous: checkpoint, events: state.events + lines.lines.length, ends: chain.ends };
}

function numberFault({ seq }: Envelope, { previous }: State): RecordFault | undefined {
  const expected = (previous?.seq ?? 0) + 1;
  if (seq > expected) return { kind: 'dropped-checkpoint', sentence: `Checkpoint ${expected} is missing.` };
  if (seq < expected)
    return { kind: 'replayed-checkpoint', sentence: `Checkpoint ${seq} stands again where checkpoint ${expected} belongs.` };
  return undefined;
}

function signatureFault({ seq, keyId, content, signature }: Envelope, keys: readonly TrustedKey[]): RecordFault | undefined {
  const key = keys.find((trusted) => trusted.keyId === keyId);
  if (key === undefined) return { kind: 'wrong-key', sentence: `Checkpoint ${seq} is signed with a key that is not trusted.` };
  if (key.verify(content, signature)) return undefined;
  return { kind: 'forged-checkpoint', sentence: `The signature of checkpoint ${seq} does not fit its content.` };
}

function linkFault(checkpoint: Checkpoint, { previous }: State): RecordFault | undefined {
  const expected = previous === undefined ? undefined : checkpointHash(previous);
  if (checkpoint.prevCheckpoint !== expected) {
    return { kind: 'replayed-checkpoint', sentence: `Checkpoint ${checkpoint.seq} does not follow the checkpoint before it.` };
  }
  if (previous === undefined || checkpoint.sealedAt >= previous.sealedAt) return undefined;
  return { kind: 'clock-set-back', sentence: `Checkpoint ${checkpoint.seq} is dated before the checkpoint before it.` };
}

function hasExpired({ segment, sealedAt }: Checkpoint, { segment: find, expiredBefore }: VerifiedRecord): boolean {
  if (segment === undefined || expiredBefore === undefined || sealedAt >= expiredBefore) return false;
  return find(segment.key) === undefined;
}

function afterExpired(checkpoint: Checkpoint, state: State): State {
  const ends = new Map(state.ends);
  for (const [writer, ranges] of Object.entries(checkpoint.writers)) {
    const last = ranges.at(-1);
    if (last !== undefined) ends.set(writer, { sequence: last[1], fingerprint: last[2] });
  }
  return { ...state, previous: checkpoint, expired: state.expired + checkpoint.count, ends };
}

type Read = { readonly lines: readonly string[]; readonly sha256: string };

function linesOf({ segment, seq }: Checkpoint, record: VerifiedRecord): Read | RecordFault {
  if (segment === undefined) return { lines: [], sha256: '' };
  const bytes = record.segment(segment.key);
  if (bytes === undefined)
    return { kind: 'dropped-segment', sentence: `The segment of checkpoint ${seq} is missing: ${segment.key}.` };
  const lines = unpackSegment(bytes);
  if (lines === undefined)
    return { kind: 'cut-segment', sentence: `The segment of checkpoint ${seq} cannot be read to its end.` };
  return { lines, sha256: sha256Hex(bytes) };
}

type Sealed = Pick<Checkpoint, 'unsealedFrom'> & { readonly sealedAt?: string };

function earliestAfter({ sealedAt, unsealedFrom }: Sealed = {}): number {
  if (sealedAt === undefined) return 0;
  return Math.min(epochMilliseconds(sealedAt) - lateMilliseconds, epochMilliseconds(unsealedFrom ?? sealedAt));
}

/** Lines stand in the order of their ids, each once, and none is older than the checkpoint before allows. */
function orderFault(lines: readonly LineHead[], sealed: Sealed | undefined): RecordFault | undefined {
  const earliest = earliestAfter(sealed);
  let last = '';
  const seen = new Set<string>();
  for (const { id, time } of lines) {
    if (id === undefined) return undefined;
    if (seen.has(id)) return { kind: 'duplicated', id, sentence: `Event ${id} stands twice in its segment.` };
    if (id < last) return { kind: 'swapped', id, sentence: `Event ${id} stands behind events that follow it.` };
    if (time < earliest)
      return {
        kind: 'backdated',
        id,
        sentence: `Event ${id} is dated long before the checkpoint that was signed before it came.`,
      };
    seen.add(id);
    last = id;
  }
  return undefined;
}

/** Each writer ends where the signed checkpoint says. */
function endFault({ writers }: Checkpoint, ends: ReadonlyMap<string, ChainEnd>): RecordFault | undefined {
  for (const [writer, ranges] of Object.entries(writers)) {
    const [end, last] = [ends.get(writer), ranges.at(-1)];
    if (last === undefined) continue;
    if (end === undefined || end.sequence < last[1]) {
      const sequence = (end?.sequence ?? 0) + 1;
      return { kind: 'truncated', writer, sequence, sentence: `Writer ${writer} lacks events ${sequence} to ${last[1]}.` };
    }
    const where = { writer, sequence: end.sequence, ...(end.id === undefined ? {} : { id: end.id }) };
    if (end.sequence > last[1])
      return { kind: 'inserted', ...where, sentence: `Event ${end.id} of writer ${writer} was not there when it was sealed.` };
    if (end.fingerprint !== last[2])
      return { kind: 'edited', ...where, sentence: `Event ${end.id} of writer ${writer} is not what was sealed.` };
  }
  return undefined;
}

function rootFault({ segment, count, root, seq }: Checkpoint, { lines, sha256 }: Read): RecordFault | undefined {
  const isSame = lines.length === count && merkleRoot(lines.map(leafHash)) === root && sha256 === (segment?.sha256 ?? '');
  return isSame
    ? undefined
    : { kind: 'replaced-segment', sentence: `The segment of checkpoint ${seq} is not the one that was sealed.` };
}

function malformed({ previous }: State): RecordFault {
  const sentence = `Checkpoint ${(previous?.seq ?? 0) + 1} is not the canonical text of a checkpoint.`;
  return { kind: 'malformed-checkpoint', sentence };
}
