import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { auditPath, leafHash, merkleRoot, rootFromPath } from './merkle.ts';

const lines = ['', '\0', '\x10', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];

test('the roots are those of the RFC’s recursive definition, for every size up to 40', () => {
  for (let size = 1; size <= 40; size += 1) {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(`line ${index}`));

    assert.equal(merkleRoot(leaves), Buffer.from(recursive(leaves)).toString('hex'));
  }
});

test('an empty tree has the hash of nothing', () => {
  assert.equal(merkleRoot([]), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('every leaf’s path leads to the root, and to no other from another place or with another leaf', () => {
  for (let size = 1; size <= 33; size += 1) {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(`line ${index}`));
    const root = merkleRoot(leaves);
    for (const [index, hash] of leaves.entries()) {
      const path = auditPath(leaves, index);

      assert.equal(rootFromPath({ hash, index, treeSize: size }, path), root);
      assert.notEqual(rootFromPath({ hash: leafHash('another'), index, treeSize: size }, path), root);
      assert.notEqual(rootFromPath({ hash, index: (index + 1) % (size + 1), treeSize: size }, path), size === 1 ? '' : root);
      assert.equal(rootFromPath({ hash, index, treeSize: size }, [...path, root]), undefined);
    }
  }
});

test('a line cannot stand for a node', () => {
  const leaves = lines.map(leafHash);

  assert.notDeepEqual(leafHash(''), createHash('sha256').digest());
  assert.equal(rootFromPath({ hash: leaves[0] ?? new Uint8Array(), index: 8, treeSize: 8 }, []), undefined);
});

function recursive(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length <= 1) return leaves[0] ?? new Uint8Array();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [recursive(leaves.slice(0, split)), recursive(leaves.slice(split))];
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}
