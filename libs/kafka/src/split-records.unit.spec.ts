import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitRecords } from './split-records.js';

describe('splitRecords', () => {
  const bytesOf = (size: number): number => size;

  it('keeps every item once and in order, within both bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 100 })),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 150 }),
        (items, maxRecords, maxBytes) => {
          const parts = [...splitRecords(items, { maxRecords, maxBytes, bytesOf })];
          expect(parts.flat()).toEqual(items);
          for (const part of parts) {
            expect(part.length).toBeGreaterThan(0);
            expect(part.length).toBeLessThanOrEqual(maxRecords);
            if (part.length > 1) expect(part.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });

  it('leaves an item beyond the bytes alone', () => {
    expect([...splitRecords([1, 50, 1, 1], { maxRecords: 10, maxBytes: 10, bytesOf })]).toEqual([[1], [50], [1, 1]]);
  });

  it('fills a part before it begins the next', () => {
    expect([...splitRecords([4, 4, 4], { maxRecords: 10, maxBytes: 8, bytesOf })]).toEqual([[4, 4], [4]]);
  });
});
