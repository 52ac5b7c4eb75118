/** The checkpoint: the signed root of one segment, chained to the checkpoint before it. `docs/reference/recording-format.md` specifies it. */

import { canonicalJson, sha256Hex } from '../canonical.ts';
import type { Json } from '../model.ts';
import { epochMilliseconds } from './epoch.ts';
import { nestsTooDeep } from './nests-too-deep.ts';
import { isList, memberOf, numberAt, textAt } from './read-json.ts';

/** First number, last number, fingerprint of the last: a run of one writer's events without a hole. */
export type WriterRange = readonly [first: number, last: number, fingerprint: string];

export type Checkpoint = {
  readonly v: 1;
  readonly tenant: string;
  /** From 1, without holes. */
  readonly seq: number;
  /** Event times of the segment's first and last event; absent when it is empty. */
  readonly from?: string;
  readonly to?: string;
  readonly count: number;
  /** Merkle root over the segment's lines (RFC 6962). */
  readonly root: string;
  /** SHA-256 and size are those of the compressed file. Absent when nothing was recorded. */
  readonly segment?: { readonly key: string; readonly sha256: string; readonly bytes: number };
  /** SHA-256 of the canonical text of the checkpoint before. */
  readonly prevCheckpoint?: string;
  readonly writers: { readonly [writer: string]: readonly WriterRange[] };
  readonly sealedAt: string;
  /** Time of the oldest event that was known and not sealed yet: the next segments may begin there. */
  readonly unsealedFrom?: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER). */
  readonly keyId: string;
};

/** `signature` is base64: Ed25519, or ECDSA P-256 with SHA-256 in DER, over the checkpoint's canonical text. */
export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly signature: string };

/** Whether the segment under this checkpoint holds that event of that writer. */
export function isSealedBy(
  { writers }: Checkpoint,
  { writer, sequence }: { readonly writer: string; readonly sequence: number },
) {
  if (!Object.hasOwn(writers, writer)) return false;
  return (writers[writer] ?? []).some(([first, last]) => first <= sequence && sequence <= last);
}

/** What is signed, and what the next checkpoint's `prevCheckpoint` is the hash of. */
export function checkpointText(checkpoint: Checkpoint): string {
  return canonicalJson(checkpoint);
}

export function checkpointHash(checkpoint: Checkpoint): string {
  return sha256Hex(checkpointText(checkpoint));
}

export function checkpointKey({ tenant, seq }: Checkpoint): string {
  return `checkpoints/tenant=${tenant}/cp-${String(seq).padStart(12, '0')}.json`;
}

/** What can be said of a checkpoint before its signature is checked. */
export type Envelope = {
  readonly seq: number;
  readonly keyId: string;
  /** What is signed. */
  readonly content: string;
  readonly signature: string;
  /** Absent where the content is not that of a checkpoint. */
  readonly signed?: SignedCheckpoint;
};

/** `undefined` for everything that is not the canonical text of a numbered content and the signature over it, and of nothing else. */
export function readEnvelope(text: string): Envelope | undefined {
  const value = parse(text);
  const [signature, keyId] = [textAt(value, 'signature'), textAt(value, 'checkpoint', 'keyId')];
  const [v, seq] = [numberAt(value, 'checkpoint', 'v'), numberAt(value, 'checkpoint', 'seq')];
  if (signature === undefined || keyId === undefined || seq === undefined || !Number.isSafeInteger(seq) || v !== 1)
    return undefined;
  if (Object.keys(value ?? {}).length !== 2 || nestsTooDeep(text)) return undefined;
  const whole = canonicalText(value);
  if (text !== whole && text !== `${whole}\n`) return undefined;
  const checkpoint = memberOf(value, 'checkpoint');
  const envelope = { seq, keyId, content: canonicalJson(checkpoint ?? null), signature };
  return isCheckpoint(checkpoint) ? { ...envelope, signed: value as unknown as SignedCheckpoint } : envelope;
}

/** One signed checkpoint's text → the checkpoint; `undefined` for everything that is not the canonical text of one. */
export function readCheckpoint(text: string): SignedCheckpoint | undefined {
  return readEnvelope(text)?.signed;
}

export function writeCheckpoint({ checkpoint, signature }: SignedCheckpoint): string {
  return `${canonicalJson({ checkpoint, signature })}\n`;
}

/** `undefined` for numbers and texts that canonical JSON does not have. */
function canonicalText(value: Json | undefined): string | undefined {
  try {
    return canonicalJson(value ?? null);
  } catch {
    return undefined;
  }
}

function isCheckpoint(value: Json | undefined): boolean {
  const numbers = ['v', 'seq', 'count'].every((name) => Number.isSafeInteger(numberAt(value, name)));
  const texts = ['tenant', 'root', 'sealedAt', 'keyId'].every((name) => textAt(value, name) !== undefined);
  const since = memberOf(value, 'unsealedFrom');
  return (
    numbers &&
    texts &&
    (since === undefined || (typeof since === 'string' && isInstant(since))) &&
    isInstant(textAt(value, 'sealedAt') ?? '') &&
    memberOf(value, 'v') === 1 &&
    isSegment(memberOf(value, 'segment')) &&
    areWriters(memberOf(value, 'writers'))
  );
}

function isInstant(text: string): boolean {
  return !Number.isNaN(epochOf(text));
}

function isSegment(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return textAt(value, 'key') !== undefined && textAt(value, 'sha256') !== undefined && numberAt(value, 'bytes') !== undefined;
}

function areWriters(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null || isList(value)) return false;
  return Object.values(value).every((ranges) => isList(ranges) && ranges.every(isRange));
}

function isRange(range: Json): boolean {
  return (
    numberAt({ range }, 'range', 0) !== undefined &&
    numberAt({ range }, 'range', 1) !== undefined &&
    textAt({ range }, 'range', 2) !== undefined
  );
}

function epochOf(text: string): number {
  try {
    return epochMilliseconds(text);
  } catch {
    return Number.NaN;
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
