import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoff } from './backoff.js';

describe('backoff', () => {
  it('doubles up to the bound', () => {
    const waits = [0, 1, 2, 3, 4].map((attempt) => backoff(attempt, { baseMs: 100, maxMs: 1_000 }, () => 1));
    expect(waits).toEqual([100, 200, 400, 800, 1_000]);
  });

  it('stays between half the ceiling and the ceiling, for any attempt', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const wait = backoff(attempt, { baseMs: 50, maxMs: 5_000 }, () => random);
        const ceiling = Math.min(5_000, 50 * 2 ** Math.min(attempt, 30));
        expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
        expect(wait).toBeLessThanOrEqual(ceiling);
      }),
    );
  });
});
