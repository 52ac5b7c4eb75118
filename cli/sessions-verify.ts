/** `countersign sessions verify`: recomputes the whole record offline, from its files and a public key given from outside. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bodiesFault, compareStore, type HeldEvent, type HotStore } from '#core/recording/compare-store.ts';
import { checkReceipt } from '#core/recording/receipt.ts';
import { type TrustedKey, trustedKey } from '#core/recording/trusted-key.ts';
import { type RecordFault, type RecordReport, verifyRecord, verifyTail } from '#core/recording/verify-record.ts';
import { CliError } from './cli-error.ts';

export type VerifyOptions = {
  /** PEM files of the public keys that are trusted. */
  readonly key: readonly string[];
  /** A receipt, instead of a directory. */
  readonly proof?: string;
  /** The event that the receipt must be of. */
  readonly event?: string;
  /** Segments that were sealed before this time may be gone. */
  readonly expiredBefore?: string;
};

export type Verified = {
  readonly events: number;
  readonly checkpoints: number;
  readonly unsealed: number;
  /** Events whose segments are no longer kept. */
  readonly expired: number;
  readonly sealedAt?: string;
};

/** Errors: CliError `refused`, which names the kind and the first bad event; `usage` for a key or file that cannot be read. */
export function verifyDirectory(directory: string, options: VerifyOptions): Verified {
  try {
    return verifyFiles(directory, options);
  } catch (thrown) {
    if (!isOfSqlite(thrown)) throw thrown;
    refuse({ kind: 'damaged-store', sentence: `The store of ${directory} cannot be read: ${thrown.message}.` });
    throw thrown;
  }
}

/** What `node:sqlite` throws of a file that is no database, is damaged, or lacks its tables. */
function isOfSqlite(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_SQLITE_ERROR';
}

function verifyFiles(directory: string, { key, expiredBefore }: VerifyOptions): Verified {
  const keys = key.map(readKey);
  // The store first: what a gateway seals while this runs is then more than the store is asked for, never less.
  const store = openHotStore(directory);
  const checkpoints = checkpointFiles(directory, store?.lastSeq ?? 0);
  if (checkpoints.length === 0 && (store?.lastSeq ?? 0) === 0)
    throw new CliError('usage', `${directory} holds no checkpoints. Name a data directory, or a copy of one.`);
  const report = verifyRecord({
    checkpoints: textsOf(directory, checkpoints),
    segment: (segment) => (existsSync(join(directory, segment)) ? readFileSync(join(directory, segment)) : undefined),
    keys,
    ...(expiredBefore === undefined ? {} : { expiredBefore: timeOf(expiredBefore) }),
    visit: (checkpoint, lines) => (store === undefined ? undefined : compareStore(checkpoint, lines, store)),
  });
  refuse(report.fault);
  const unsealed = store === undefined ? 0 : verifyUnsealed(store, report);
  const { events, expired, sealedAt } = report;
  return { events, expired, checkpoints: report.checkpoints, unsealed, ...(sealedAt === undefined ? {} : { sealedAt }) };
}

const looks = 20;
const pauseMilliseconds = 50;

/** In their order. A sealer writes the file of a checkpoint right after its row in the store: one that is not there yet is waited for. */
function checkpointFiles(directory: string, wanted: number): readonly string[] {
  const list = () => globSync('checkpoints/tenant=*/cp-*.json', { cwd: directory }).toSorted();
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let files = list();
  for (let look = 1; look < looks && files.length < wanted; look += 1) {
    Atomics.wait(pause, 0, 0, pauseMilliseconds);
    files = list();
  }
  return files;
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new CliError('usage', '--expired-before must be a time like 2026-01-31T12:00:00Z.');
  return time.toISOString();
}

/** Errors: as for a directory. */
export function verifyReceipt({ key, proof = '', event }: VerifyOptions): string {
  const checked = checkReceipt(readFile(proof), key.map(readKey));
  if (checked.state === 'faulty') throw new CliError('refused', `The receipt proves nothing. ${checked.sentence}`);
  if (event !== undefined && event !== checked.id)
    throw new CliError('refused', `The receipt is of event ${checked.id}, not of ${event}.`);
  return `Event ${checked.id} is in checkpoint ${checked.seq}, sealed at ${checked.sealedAt}.`;
}

/** One at a time: a record of years has half a million. */
function* textsOf(directory: string, files: readonly string[]): Generator<string> {
  for (const file of files) yield readFileSync(join(directory, file), 'utf8');
}

function verifyUnsealed(store: SqliteStore, report: RecordReport): number {
  const rest = store.next(Number.MAX_SAFE_INTEGER);
  const lines = rest.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ line }) => line);
  refuse(verifyTail(lines, report) ?? bodiesFault(rest) ?? lostCheckpoint(store.lastSeq, report));
  return rest.length;
}

function lostCheckpoint(lastSeq: number, { checkpoints }: RecordReport): RecordFault | undefined {
  if (lastSeq <= checkpoints) return undefined;
  return { kind: 'dropped-checkpoint', sentence: `Checkpoint ${checkpoints + 1} is missing: the store knows of ${lastSeq}.` };
}

function refuse(fault: RecordFault | undefined): void {
  if (fault !== undefined) throw new CliError('refused', `The record was tampered with: ${fault.kind}. ${fault.sentence}`);
}

type SqliteStore = HotStore & { readonly lastSeq: number };

/** The store of one machine, where it lies beside its segments; a copy of the segments alone verifies as well. */
function openHotStore(directory: string): SqliteStore | undefined {
  const path = join(directory, 'countersign.sqlite');
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true });
  const columns = 'number, id, line, coalesce(event.body, (SELECT bytes FROM body WHERE key = body_key)) AS body FROM event';
  const from = database.prepare(`SELECT ${columns} WHERE number > ? ORDER BY number LIMIT ?`);
  const byId = database.prepare(`SELECT ${columns} WHERE id = ?`);
  const expiredBefore = Number(database.prepare('SELECT before FROM retention').get()?.before);
  const lastSeq = Number(database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM checkpoint').get()?.seq);
  let last = Number.MIN_SAFE_INTEGER;
  return {
    lastSeq,
    expiredBefore,
    next: (count) => {
      const rows = from.all(last, count);
      last = Number(rows.at(-1)?.number ?? last);
      return rows.map(heldOf);
    },
    find: (id) => {
      const row = byId.get(id);
      return row === undefined ? undefined : heldOf(row);
    },
  };
}

function heldOf({ id, line, body }: Readonly<Record<string, unknown>>): HeldEvent {
  const held = { id: String(id), line: String(line) };
  return body instanceof Uint8Array ? { ...held, body } : held;
}

function readKey(path: string): TrustedKey {
  const key = trustedKey(readFile(path));
  if (key === undefined) throw new CliError('usage', `${path} is no public key: PEM of Ed25519, or of ECDSA on P-256.`);
  return key;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CliError('usage', `${path} cannot be read.`);
  }
}
