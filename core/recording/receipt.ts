/** The receipt: the proof that one event is in the sealed record, which a third party checks with nothing but the public key. */

import { canonicalJson } from '../canonical.ts';
import { checkpointText, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { auditPath, leafHash, rootFromPath } from './merkle.ts';
import { isList, memberOf, numberAt, textAt } from './read-json.ts';
import { readLine } from './read-line.ts';
import type { TrustedKey } from './trusted-key.ts';

export type Receipt = SignedCheckpoint & {
  readonly v: 1;
  /** The event's line, as it stands in the segment. */
  readonly event: string;
  readonly leafIndex: number;
  readonly treeSize: number;
  /** SHA-256 hashes in hex, from the leaf upwards. */
  readonly path: readonly string[];
};

/** `undefined` when no line of the segment is that event. */
export function composeReceipt(id: string, lines: readonly string[], signed: SignedCheckpoint): Receipt | undefined {
  const leafIndex = lines.findIndex((line) => line.includes(`"uid":"${id}"`) && idOf(line) === id);
  const event = lines[leafIndex];
  if (event === undefined) return undefined;
  const path = auditPath(lines.map(leafHash), leafIndex);
  return { v: 1, event, leafIndex, treeSize: lines.length, path, ...signed };
}

export type CheckedReceipt =
  | { readonly state: 'sound'; readonly id: string; readonly seq: number; readonly sealedAt: string }
  | { readonly state: 'faulty'; readonly sentence: string };

/** A receipt's text against the keys that one trusts. */
export function checkReceipt(text: string, keys: readonly TrustedKey[]): CheckedReceipt {
  const receipt = parse(text);
  if (receipt === undefined) return faulty('It is not a receipt.');
  const { checkpoint, signature, event, leafIndex, treeSize, path } = receipt;
  const key = keys.find(({ keyId }) => keyId === checkpoint.keyId);
  if (key === undefined) return faulty('Its checkpoint is signed with a key that is not trusted.');
  if (!key.verify(checkpointText(checkpoint), signature)) return faulty('The signature of its checkpoint does not fit.');
  const root = rootFromPath({ hash: leafHash(event), index: leafIndex, treeSize }, path);
  if (treeSize !== checkpoint.count || root !== checkpoint.root)
    return faulty('The event is not in the segment that was sealed.');
  const read = readLine(event);
  if (read.state !== 'sound') return faulty('The event was changed before it was sealed.');
  return { state: 'sound', id: read.place.id, seq: checkpoint.seq, sealedAt: checkpoint.sealedAt };
}

function parse(text: string): Receipt | undefined {
  try {
    const value = JSON.parse(text);
    const signed = readCheckpoint(
      canonicalJson({ checkpoint: memberOf(value, 'checkpoint') ?? null, signature: textAt(value, 'signature') ?? '' }),
    );
    const path = memberOf(value, 'path');
    const [event, leafIndex, treeSize] = [textAt(value, 'event'), numberAt(value, 'leafIndex'), numberAt(value, 'treeSize')];
    if (signed === undefined || event === undefined || leafIndex === undefined || treeSize === undefined || !isList(path))
      return undefined;
    return { v: 1, event, leafIndex, treeSize, path: path.map(String), ...signed };
  } catch {
    return undefined;
  }
}

function idOf(line: string): string | undefined {
  return textAt(JSON.parse(line), 'metadata', 'uid');
}

function faulty(sentence: string): CheckedReceipt {
  return { state: 'faulty', sentence };
}
