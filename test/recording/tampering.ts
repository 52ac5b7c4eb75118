/** Every way of tampering with a record that its verifiers must find: what is done, and the kind under which it is named. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256Hex } from '#core/canonical.ts';
import { type Checkpoint, checkpointText, readCheckpoint, writeCheckpoint } from '#core/recording/checkpoint.ts';
import { leafHash, merkleRoot } from '#core/recording/merkle.ts';
import { readLine } from '#core/recording/read-line.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import type { RecordFaultKind } from '#core/recording/verify-record.ts';
import { refingerprinted } from './refingerprinted.ts';
import type { SealedRecord } from './sealed-record.ts';

export type Tampering = {
  readonly name: string;
  readonly kind: RecordFaultKind;
  /** What every verifier must name: the id of the event, or the checkpoint. Told before it is tampered with. */
  readonly first?: (record: SealedRecord) => string;
  readonly tamper: (record: SealedRecord) => void;
};

/** The record has three segments of eight events, by two writers in turn; two more events are not sealed yet. */
export const tamperings: readonly Tampering[] = [
  segment(
    'an edited field',
    'edited',
    (lines) => changed(lines, 3, (line) => line.replace('DescribeInstances', 'DescribeImages')),
    idAt(3),
  ),
  segment('an edited field with its fingerprint recomputed', 'edited', (lines) => changed(lines, 2, forged), idAt(2)),
  segment(
    'the last event of a writer edited, with its fingerprint recomputed',
    'edited',
    (lines) => changed(lines, 7, forged),
    idAt(7),
  ),
  segment('a number that JSON does not have', 'not-canonical', (lines) =>
    changed(lines, 3, (line) => line.replace(/"time":\d+/, '"time":1e999')),
  ),
  segment('a number that JSON does not have, in the attestation', 'not-canonical', (lines) =>
    changed(lines, 3, (line) => line.replace('"algorithm_id":3', '"algorithm_id":1e999')),
  ),
  segment('a value that nests deeper than any event', 'not-canonical', (lines) =>
    changed(lines, 3, (line) => line.replace('{', `{"a":${'['.repeat(400)}${']'.repeat(400)},`)),
  ),
  segment('a space in a line', 'not-canonical', (lines) => changed(lines, 3, (line) => line.replace(',', ', ')), idAt(3)),
  segment(
    'a line that is no JSON',
    'not-canonical',
    (lines) => changed(lines, 3, (line) => line.slice(0, -1)),
    () => 'line 4',
  ),
  segment('a deleted event', 'deleted', (lines) => lines.toSpliced(2, 1), idAt(3)),
  segment('the tail of a writer cut off', 'truncated', (lines) => lines.slice(0, -1)),
  segment('an inserted event of a writer of its own', 'replaced-segment', (lines) => [...lines, stranger(lines[7])]),
  segment(
    'an event inserted behind a writer’s last',
    'inserted',
    (lines) => [...lines, follower(lines[7])],
    (lines) => idOf(follower(lines[7])),
  ),
  segment(
    'two events swapped',
    'swapped',
    (lines) => [...lines.slice(0, 4), lines[5] ?? '', lines[4] ?? '', ...lines.slice(6)],
    idAt(4),
  ),
  segment('an event twice', 'duplicated', (lines) => lines.toSpliced(3, 0, lines[3] ?? ''), idAt(3)),
  segment(
    'a writer forked: another event under a number that is taken',
    'forked',
    (lines) => lines.toSpliced(4, 0, fork(lines[3])),
    (lines) => idOf(fork(lines[3])),
  ),
  file('a dropped segment', 'dropped-segment', (directory) => rmSync(join(directory, segmentPath(directory, 2)))),
  file('a segment replaced by an older one', 'swapped', (directory) =>
    writeFileSync(join(directory, segmentPath(directory, 2)), readFileSync(join(directory, segmentPath(directory, 1)))),
  ),
  file('a segment compressed otherwise', 'replaced-segment', (directory) => {
    const path = join(directory, segmentPath(directory, 2));
    writeFileSync(path, gzipSync(`${linesAt(directory, 2).join('\n')}\n`, { level: 1 }));
  }),
  file('a cut file', 'cut-segment', (directory) => {
    const path = join(directory, segmentPath(directory, 2));
    writeFileSync(path, readFileSync(path).subarray(0, -20));
  }),
  file('a segment without the end of its last line', 'cut-segment', (directory) =>
    writeFileSync(join(directory, segmentPath(directory, 2)), gzipSync(linesAt(directory, 2).join('\n'))),
  ),
  file('the newest checkpoint dropped, which the store knows of', 'dropped-checkpoint', (directory) =>
    rmSync(checkpointPath(directory, 3)),
  ),
  file('all checkpoints dropped, which the store knows of', 'dropped-checkpoint', (directory) =>
    rmSync(join(directory, 'checkpoints'), { recursive: true }),
  ),
  file('a checkpoint with something beside it', 'malformed-checkpoint', (directory) =>
    writeFileSync(checkpointPath(directory, 2), readFileSync(checkpointPath(directory, 2), 'utf8').replace('{', '{"a":1,')),
  ),
  file('a dropped checkpoint', 'dropped-checkpoint', (directory) => rmSync(checkpointPath(directory, 2))),
  file('a checkpoint that is none', 'malformed-checkpoint', (directory) => writeFileSync(checkpointPath(directory, 2), '{}')),
  file('an old checkpoint replayed', 'replayed-checkpoint', (directory) =>
    writeFileSync(checkpointPath(directory, 2), readFileSync(checkpointPath(directory, 1))),
  ),
  checkpoint('a checkpoint with another count', 'forged-checkpoint', (content, { old }) => ({
    checkpoint: { ...content, count: 9 },
    signature: old,
  })),
  checkpoint('a checkpoint whose signature is cut', 'forged-checkpoint', (content, { old }) => ({
    checkpoint: content,
    signature: old.slice(0, 3),
  })),
  checkpoint('a checkpoint with a member of another type', 'forged-checkpoint', (content, { old }) => ({
    checkpoint: { ...content, tenant: 7 as never },
    signature: old,
  })),
  checkpoint('a checkpoint signed with another key', 'wrong-key', (content) => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const keyId = sha256Hex(publicKey.export({ type: 'spki', format: 'der' }));
    const forgedContent = { ...content, keyId };
    return {
      checkpoint: forgedContent,
      signature: sign(null, Buffer.from(checkpointText(forgedContent)), privateKey).toString('base64'),
    };
  }),
  checkpoint('another key’s signature under our key’s name', 'forged-checkpoint', (content) => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return { checkpoint: content, signature: sign(null, Buffer.from(checkpointText(content)), privateKey).toString('base64') };
  }),
  checkpoint('a checkpoint of the key’s thief that follows another one', 'replayed-checkpoint', (content, { signed }) =>
    signed({ ...content, prevCheckpoint: 'f'.repeat(64) }),
  ),
  checkpoint('a checkpoint of the key’s thief with the clock set back', 'clock-set-back', (content, { signed }) =>
    signed({ ...content, sealedAt: '2020-01-01T00:00:00.000Z' }),
  ),
  {
    name: 'an event of long ago put into a later segment by the key’s thief',
    kind: 'backdated',
    tamper: (record) => {
      const lines = linesAt(record.directory, 3).with(7, changedTime(linesAt(record.directory, 3)[7] ?? ''));
      resign(record, 3, lines);
    },
  },
  store(
    'an event of the store edited',
    'edited',
    `UPDATE event SET line = replace(line, 'DescribeInstances', 'DescribeImages') WHERE number = 3`,
    3,
  ),
  store('an event of the store deleted', 'deleted', 'DELETE FROM event WHERE number = 5', 5),
  store(
    'two events of the store swapped',
    'swapped',
    `UPDATE event SET line = (SELECT line FROM event AS other WHERE other.number = 9 - event.number) WHERE number IN (4, 5)`,
  ),
  store(
    'an event put before the first one',
    'inserted',
    `INSERT INTO event (number, id, line) SELECT -1, '01' || substr(id, 3, 20) || 'ZZZZ', replace(line, id, '01' || substr(id, 3, 20) || 'ZZZZ') FROM event WHERE number = 1`,
  ),
  store(
    'an event of the store twice',
    'duplicated',
    `INSERT INTO event (number, id, line) SELECT -1, 'COPY', line FROM event WHERE number = 1`,
  ),
  store('an event of the store moved behind the others', 'swapped', 'UPDATE event SET number = 1000 WHERE number = 11', 11),
  store('an event of the store under another id', 'deleted', `UPDATE event SET id = '01ZZ' WHERE number = 11`, 11),
  store('the table of the store gone', 'damaged-store', 'DROP TABLE event'),
  {
    name: 'a store that is no database',
    kind: 'damaged-store',
    tamper: ({ store: { close, path } }) => {
      close();
      writeFileSync(path, 'no database, but long enough to look like one '.repeat(100));
    },
  },
  store('another body', 'exchanged-body', `UPDATE event SET body = CAST('{"call":9}' AS BLOB) WHERE number = 2`, 2),
  store(
    'an event edited that is not sealed yet',
    'edited',
    `UPDATE event SET line = replace(line, 'DescribeInstances', 'DescribeImages') WHERE number = 25`,
    25,
  ),
  store('an event deleted that is not sealed yet, before another', 'deleted', 'DELETE FROM event WHERE number = 25', 26),
  {
    name: 'a fork of a writer that is not sealed yet',
    kind: 'forked',
    tamper: (record) => {
      const line = String(record.store.read.prepare('SELECT line FROM event WHERE number = 26').get()?.line);
      const forked = fork(line);
      const read = readLine(forked);
      unlock(record);
      record.store.write
        .prepare('INSERT INTO event (id, line) VALUES (?, ?)')
        .run(read.state === 'sound' ? read.place.id : '', forked);
    },
  },
];

type Change = (lines: readonly string[]) => readonly string[];

function segment(name: string, kind: RecordFaultKind, change: Change, first?: (lines: readonly string[]) => string): Tampering {
  return {
    name: `${name}, in a segment`,
    kind,
    ...(first === undefined ? {} : { first: ({ directory }) => first(linesAt(directory, 2)) }),
    tamper: ({ directory }) =>
      writeFileSync(join(directory, segmentPath(directory, 2)), gzipSync(`${change(linesAt(directory, 2)).join('\n')}\n`)),
  };
}

function file(name: string, kind: RecordFaultKind, change: (directory: string) => void): Tampering {
  return { name, kind, tamper: ({ directory }) => change(directory) };
}

type Signing = {
  readonly old: string;
  readonly signed: (content: Checkpoint) => { readonly checkpoint: Checkpoint; readonly signature: string };
};

function checkpoint(
  name: string,
  kind: RecordFaultKind,
  change: (content: Checkpoint, signing: Signing) => { readonly checkpoint: Checkpoint; readonly signature: string },
): Tampering {
  return {
    name,
    kind,
    tamper: (record) => {
      const { checkpoint: content, signature } = checkpointAt(record.directory, 2);
      const signed = (changedContent: Checkpoint) => ({
        checkpoint: changedContent,
        signature: record.signature(checkpointText(changedContent)),
      });
      writeFileSync(checkpointPath(record.directory, 2), writeCheckpoint(change(content, { old: signature, signed })));
    },
  };
}

/** `first`: the number in the store of the event that must be named. */
function store(name: string, kind: RecordFaultKind, sql: string, first?: number): Tampering {
  return {
    name: `${name}, in SQLite`,
    kind,
    ...(first === undefined ? {} : { first: ({ store: { read } }) => idNumbered(read, first) }),
    tamper: (record) => {
      unlock(record);
      record.store.write.exec(sql);
    },
  };
}

function idNumbered(read: SealedRecord['store']['read'], number: number): string {
  return String(read.prepare('SELECT id FROM event WHERE number = ?').get(number)?.id);
}

/** Whoever owns the file can drop its triggers. */
function unlock({ store: { write } }: SealedRecord): void {
  for (const trigger of ['event_is_never_updated', 'event_is_never_deleted', 'event_is_never_replaced'])
    write.exec(`DROP TRIGGER ${trigger}`);
}

function resign(record: SealedRecord, seq: number, lines: readonly string[]): void {
  const { checkpoint: content } = checkpointAt(record.directory, seq);
  const bytes = gzipSync(`${lines.join('\n')}\n`);
  const writers = Object.fromEntries(
    Object.entries(content.writers).map(([writer, ranges]) => {
      const places = lines
        .map(readLine)
        .flatMap((read) => (read.state === 'sound' && read.place.writer === writer ? [read.place] : []));
      return [writer, ranges.map(([first, last, old]) => [first, last, places.at(-1)?.fingerprint ?? old] as const)];
    }),
  );
  const changedContent = {
    ...content,
    writers,
    root: merkleRoot(lines.map(leafHash)),
    segment: { key: segmentPath(record.directory, seq), sha256: sha256Hex(bytes), bytes: bytes.byteLength },
  };
  writeFileSync(join(record.directory, segmentPath(record.directory, seq)), bytes);
  const signed = { checkpoint: changedContent, signature: record.signature(checkpointText(changedContent)) };
  writeFileSync(checkpointPath(record.directory, seq), writeCheckpoint(signed));
}

const changed = (lines: readonly string[], index: number, change: (line: string) => string) =>
  lines.with(index, change(lines[index] ?? ''));

const forged = (line: string) => refingerprinted(line.replace('DescribeInstances', 'DescribeImages'));
const changedTime = (line: string) =>
  refingerprinted(line.replace(/"time":\d+,"time_dt":"[^"]+"/, '"time":1577836800000,"time_dt":"2020-01-01T00:00:00.000Z"'));

/** An event that nobody recorded, as the first of a new writer. */
function stranger(line = ''): string {
  const id = idOf(line);
  const later = `${id.slice(0, -4)}ZZZZ`;
  return refingerprinted(
    line
      .replaceAll(id, later)
      .replace(/"chain_uid":"[^"]+"/, '"chain_uid":"STRANGER"')
      .replace(/"prev_event":\{.*?\}.*?\},/, '')
      .replace(/"sequence":\d+/, '"sequence":1'),
  );
}

/** A next event of the same writer, as its writer would have chained it. */
function follower(line = ''): string {
  const read = readLine(line);
  if (read.state !== 'sound') throw new Error('the sample is not sound');
  const { id, fingerprint, sequence } = read.place;
  const event = JSON.parse(line);
  const later = `${id.slice(0, -4)}ZZZZ`;
  event.attestation_list[0].prev_event = { ...event.attestation_list[0].prev_event, uid: id };
  event.attestation_list[0].prev_event.fingerprint.value = fingerprint;
  event.attestation_list[0].uid = later;
  event.metadata = { ...event.metadata, uid: later, sequence: sequence + 1 };
  return refingerprinted(JSON.stringify(event));
}

/** Another event under the number of this one. */
function fork(line = ''): string {
  const id = idOf(line);
  return refingerprinted(line.replaceAll(id, `${id.slice(0, -1)}Z`));
}

function idAt(place: number): (lines: readonly string[]) => string {
  return (lines) => idOf(lines[place] ?? '');
}

function idOf(line: string): string {
  return JSON.parse(line).metadata.uid;
}

function checkpointPath(directory: string, seq: number): string {
  return join(directory, `checkpoints/tenant=local/cp-${String(seq).padStart(12, '0')}.json`);
}

function checkpointAt(directory: string, seq: number) {
  const signed = readCheckpoint(readFileSync(checkpointPath(directory, seq), 'utf8'));
  if (signed === undefined) throw new Error('the sample has no such checkpoint');
  return signed;
}

function segmentPath(directory: string, seq: number): string {
  return checkpointAt(directory, seq).checkpoint.segment?.key ?? '';
}

function linesAt(directory: string, seq: number): readonly string[] {
  return unpackSegment(readFileSync(join(directory, segmentPath(directory, seq)))) ?? [];
}
