import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Micros } from './brand.js';
import { toPosition } from './brand.js';
import { decodeCursor, encodeCursor, type Cursor, type CursorWalk } from './cursor.js';

const key = 'a key of at least thirty-two characters';
const position = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(toPosition);
const walk: fc.Arbitrary<CursorWalk> = fc.oneof(
  fc.record({
    kind: fc.constant('older' as const),
    occurredAt: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map((n) => n as Micros),
    position,
    upTo: position,
  }),
  fc.record({ kind: fc.constant('newer' as const), since: position }),
);
const cursor: fc.Arbitrary<Cursor> = fc.record({
  org: fc.string(),
  route: fc.string(),
  params: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
  walk,
});
const example: Cursor = {
  org: 'acme',
  route: 'by-customer',
  params: { datatype: 'contact', ownerId: 'contact-abc', pageSize: '50' },
  walk: { kind: 'older', occurredAt: 1n as Micros, position: toPosition(7n), upTo: toPosition(9n) },
};

describe('a cursor', () => {
  it('comes back as it was made, with bigints and every parameter', () => {
    fc.assert(
      fc.property(cursor, (made) => {
        expect(decodeCursor(encodeCursor(made, key), key)).toEqual(made);
      }),
    );
  });

  it('is text that needs no escaping in a URL', () => {
    fc.assert(
      fc.property(cursor, (made) => {
        expect(encodeCursor(made, key)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('is refused when any one byte of it was altered', () => {
    const bytes = Buffer.from(encodeCursor(example, key), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(decodeCursor(altered.toString('base64url'), key)).toBeUndefined();
    }
  });

  it('is refused when any one character of it was altered, also where base64 ignores its bits', () => {
    const text = encodeCursor(example, key);
    for (let at = 0; at < text.length; at += 1) {
      for (const other of 'AQgw9_') {
        if (other === text[at]) continue;
        expect(decodeCursor(text.slice(0, at) + other + text.slice(at + 1), key)).toBeUndefined();
      }
    }
  });

  it('is refused under another key', () => {
    expect(decodeCursor(encodeCursor(example, key), `${key}!`)).toBeUndefined();
  });

  it('is refused with padding, white space, a part missing or a part too much', () => {
    const text = encodeCursor(example, key);
    for (const other of [`${text}=`, ` ${text}`, `${text}\n`, text.slice(1), text.slice(0, -1), text + text]) {
      expect(decodeCursor(other, key)).toBeUndefined();
    }
  });

  it.each(['', 'x', 'eyJpZCI6ImFjdF81MDAifQ==', '../../etc/passwd', 'a'.repeat(10_000)])(
    'is refused when it was never one',
    (text) => {
      expect(decodeCursor(text, key)).toBeUndefined();
    },
  );
});
