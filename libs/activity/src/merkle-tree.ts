import { hash } from 'node:crypto';

/** A 32-byte SHA-256. */
export type Hash = Buffer;

/** RFC 9162 §2.1.1: the hash of a leaf, SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Hash {
  return hash('sha256', Buffer.concat([leafPrefix, entry]), 'buffer');
}

/** RFC 9162 §2.1.1: the hash of an interior node, SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
}

const leafPrefix = Buffer.from([0]);
const nodePrefix = Buffer.from([1]);

/**
 * The right edge of a Merkle tree: the roots of its maximal perfect subtrees, largest first, one per set bit of the size.
 * All that an append needs to know of the tree, and enough for its root.
 */
export interface Frontier {
  readonly size: bigint;
  readonly roots: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0n, roots: [] };

/** The frontier after one more leaf. */
export function appendLeaf(frontier: Frontier, leaf: Hash): Frontier {
  const roots = [...frontier.roots];
  let node = leaf;
  for (let bits = frontier.size; (bits & 1n) === 1n; bits >>= 1n) {
    const left = roots.pop();
    if (!left) throw new RangeError('the frontier has fewer roots than its size has set bits');
    node = nodeHash(left, node);
  }
  roots.push(node);
  return { size: frontier.size + 1n, roots };
}

/** RFC 9162 §2.1.1: the tree head. The head of the empty tree is SHA-256 of nothing. */
export function rootOf(frontier: Frontier): Hash {
  const last = frontier.roots.at(-1);
  if (!last) return hash('sha256', '', 'buffer');
  return frontier.roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** The frontier as one value for a column: its roots one after the other. */
export function encodeFrontier(frontier: Frontier): Buffer {
  return Buffer.concat(frontier.roots);
}

/** The inverse of {@link encodeFrontier}. Throws a RangeError when the bytes do not fit the size. */
export function decodeFrontier(size: bigint, bytes: Buffer): Frontier {
  const count = size.toString(2).replaceAll('0', '').length;
  if (bytes.length !== count * 32) throw new RangeError(`a frontier of size ${size.toString()} has ${count} roots`);
  return { size, roots: Array.from({ length: count }, (_, i) => bytes.subarray(i * 32, i * 32 + 32)) };
}
