import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  appendLeaf,
  decodeFrontier,
  emptyFrontier,
  encodeFrontier,
  leafHash,
  nodeHash,
  rootOf,
  type Hash,
} from './merkle-tree.js';

/** The test vectors of the certificate-transparency reference implementation: entries, and the root after each. */
const vectors = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  ['606162636465666768696a6b6c6d6e6f', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
] as const;

/** RFC 9162 §2.1.1 as it is written: MTH(D[n]) by the largest power of two below n. */
function treeHead(leaves: readonly Hash[]): Hash {
  const [only, ...others] = leaves;
  if (!only) return hash('sha256', '', 'buffer');
  if (others.length === 0) return only;
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(treeHead(leaves.slice(0, k)), treeHead(leaves.slice(k)));
}

const frontierOf = (leaves: readonly Hash[]) => leaves.reduce(appendLeaf, emptyFrontier);
const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Buffer.from([i >> 8, i & 255])));

describe('the Merkle tree', () => {
  it('has the published roots for the published entries', () => {
    let frontier = emptyFrontier;
    for (const [entry, root] of vectors) {
      frontier = appendLeaf(frontier, leafHash(Buffer.from(entry, 'hex')));
      expect(rootOf(frontier).toString('hex')).toBe(root);
    }
  });

  it('has the hash of nothing as the root of nothing', () => {
    expect(rootOf(emptyFrontier).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('has the root that RFC 9162 defines, for every size up to 300', () => {
    const leaves = leavesOf(300);
    let frontier = emptyFrontier;
    for (const [i, leaf] of leaves.entries()) {
      frontier = appendLeaf(frontier, leaf);
      expect(rootOf(frontier)).toEqual(treeHead(leaves.slice(0, i + 1)));
    }
  });

  it('changes its root when a leaf changes, when two are swapped and when one is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 64 }), fc.nat(), (size, n) => {
        const leaves = leavesOf(size);
        const root = rootOf(frontierOf(leaves));
        const at = n % (size - 1);
        const changed = leaves.with(at, leafHash(Buffer.from('other')));
        const swapped = leaves.with(at, leaves[at + 1]!).with(at + 1, leaves[at]!);
        const shorter = leaves.toSpliced(at, 1);
        for (const other of [changed, swapped, shorter]) expect(rootOf(frontierOf(other))).not.toEqual(root);
      }),
    );
  });

  it('tells a leaf from an interior node of the same bytes', () => {
    const [left, right] = [leafHash(Buffer.from('l')), leafHash(Buffer.from('r'))];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });

  it('goes on from stored bytes as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 }), (size) => {
        const frontier = frontierOf(leavesOf(size));
        expect(decodeFrontier(frontier.size, encodeFrontier(frontier))).toEqual(frontier);
      }),
    );
  });

  it('refuses stored bytes that do not fit the size', () => {
    expect(() => decodeFrontier(3n, Buffer.alloc(32))).toThrow(RangeError);
    expect(() => decodeFrontier(0n, Buffer.alloc(32))).toThrow(RangeError);
    expect(() => appendLeaf({ size: 1n, roots: [] }, leafHash(Buffer.alloc(0)))).toThrow(RangeError);
  });
});
