/** The Merkle tree over a segment's lines (RFC 6962 §2.1): its root, and the audit path that proves one leaf of it. */

import { createHash } from 'node:crypto';

/** SHA-256(0x00 ‖ line). */
export function leafHash(line: string): Uint8Array {
  return createHash('sha256').update(leafMark).update(line).digest();
}

/** The root in lower-case hex; of no leaves SHA-256 of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): string {
  if (leaves.length === 0) return createHash('sha256').digest('hex');
  let level = leaves;
  while (level.length > 1) level = parents(level);
  return Buffer.from(level[0] ?? new Uint8Array()).toString('hex');
}

/** The siblings from the leaf up to the root, in hex. */
export function auditPath(leaves: readonly Uint8Array[], index: number): readonly string[] {
  const path: string[] = [];
  let [level, position] = [leaves, index];
  while (level.length > 1) {
    const sibling = level[position % 2 === 0 ? position + 1 : position - 1];
    if (sibling !== undefined) path.push(Buffer.from(sibling).toString('hex'));
    [level, position] = [parents(level), Math.floor(position / 2)];
  }
  return path;
}

export type Leaf = { readonly hash: Uint8Array; readonly index: number; readonly treeSize: number };

/** The root that a leaf and its path lead to; `undefined` for a path of another length than the tree has (RFC 9162 §2.1.3.2). */
export function rootFromPath({ hash, index, treeSize }: Leaf, path: readonly string[]): string | undefined {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < treeSize)) return undefined;
  let [position, last, used, node] = [index, treeSize - 1, 0, hash];
  while (last > 0) {
    if (position % 2 === 1 || position < last) {
      const sibling = Buffer.from(path[used] ?? '', 'hex');
      if (sibling.length !== 32) return undefined;
      node = position % 2 === 1 ? nodeHash(sibling, node) : nodeHash(node, sibling);
      used += 1;
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return used === path.length ? Buffer.from(node).toString('hex') : undefined;
}

const leafMark = Uint8Array.of(0);
const nodeMark = Uint8Array.of(1);

/** An odd last node is carried up unchanged, which gives the tree of the RFC. */
function parents(level: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index] ?? new Uint8Array(), level[index + 1]];
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(nodeMark).update(left).update(right).digest();
}
