import { describe, expect, it } from '@jest/globals';
import { recordDigest } from './record-digest.js';

const record = { key: 'k', value: 'v', headers: { a: 'x', b: ['y', 'z'] } };

describe('the digest of a record', () => {
  it('is the same for the same bytes, whatever the order of the names of headers and the time', () => {
    const same = { key: Buffer.from('k'), value: 'v', headers: { b: ['y', Buffer.from('z')], a: 'x' }, timestamp: '1' };
    expect(recordDigest(same)).toBe(recordDigest(record));
  });

  it.each([
    { ...record, key: null },
    { ...record, key: '' },
    { ...record, value: null },
    { ...record, value: 'w' },
    { ...record, key: 'kv', value: '' },
    { key: 'k', value: 'v' },
    { ...record, headers: { a: 'x', b: ['z', 'y'] } },
    { ...record, headers: { a: 'x', b: 'yz' } },
    { ...record, headers: { a: ['x', 'b'], b: ['y', 'z'] } },
  ])('is another for %j', (other) => {
    expect(recordDigest(other)).not.toBe(recordDigest(record));
  });
});
