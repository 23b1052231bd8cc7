import { describe, expect, it } from '@jest/globals';
import { instantOf, parseInstant, type Micros } from '@activity-log/activity';
import fc from 'fast-check';
import { coverSpan, type Span } from './cover-span.js';
import { ceilTo, floorTo, type TimeGrain } from './time-grain.js';

const at = (text: string): Micros => parseInstant(text)!.micros;
const textOf = (micros: Micros | undefined): string => (micros === undefined ? 'open' : instantOf(micros)!.text);
const grains: readonly [TimeGrain, ...TimeGrain[]] = ['hour', 'day', 'month'];

const micros = fc
  .bigInt({ min: at('0001-01-01T00:00:00Z'), max: at('9999-12-31T23:59:59.999999Z') })
  .map((value) => value as Micros);

describe('a bucket', () => {
  it('begins at or before the instant and ends after it, in every year', () => {
    expect(textOf(floorTo('month', at('0099-02-28T23:59:59.5Z')))).toBe('0099-02-01T00:00:00Z');
    expect(textOf(ceilTo('month', at('1969-12-31T23:00:00Z')))).toBe('1970-01-01T00:00:00Z');
    expect(textOf(floorTo('hour', at('1969-12-31T23:59:59.999999Z')))).toBe('1969-12-31T23:00:00Z');
    fc.assert(
      fc.property(micros, fc.constantFrom(...grains), (instant, grain) => {
        const floor = floorTo(grain, instant);
        expect(floor <= instant && floorTo(grain, floor) === floor && ceilTo(grain, floor) === floor).toBe(true);
        expect(ceilTo(grain, instant) >= instant).toBe(true);
      }),
    );
  });
});

describe('the cover of a span', () => {
  it('takes the widest buckets in the middle and leaves the parts of hours at both ends', () => {
    const cover = coverSpan({ first: at('2026-01-30T22:15:00Z'), past: at('2026-04-02T01:00:00.000001Z') }, grains);
    const shown = (part: Span): string => `${textOf(part.first)}/${textOf(part.past)}`;
    expect(cover.edges.map(shown)).toEqual([
      '2026-01-30T22:15:00Z/2026-01-30T23:00:00Z',
      '2026-04-02T01:00:00Z/2026-04-02T01:00:00.000001Z',
    ]);
    expect(cover.runs.map((run) => `${run.grain} ${shown(run)}`).sort()).toEqual([
      'day 2026-01-31T00:00:00Z/2026-02-01T00:00:00Z',
      'day 2026-04-01T00:00:00Z/2026-04-02T00:00:00Z',
      'hour 2026-01-30T23:00:00Z/2026-01-31T00:00:00Z',
      'hour 2026-04-02T00:00:00Z/2026-04-02T01:00:00Z',
      'month 2026-02-01T00:00:00Z/2026-04-01T00:00:00Z',
    ]);
  });

  it('is one bucket for all time, and nothing for a span that ends before it begins', () => {
    expect(coverSpan({}, grains)).toEqual({ runs: [{ grain: 'all' }], edges: [] });
    expect(coverSpan({ first: 5n as Micros, past: 5n as Micros }, grains)).toEqual({ runs: [], edges: [] });
  });

  it('holds every instant of the span once and no other, on whole buckets, in at most five runs and two edges', () => {
    const bound = fc.option(micros, { nil: undefined });
    fc.assert(
      fc.property(bound, bound, fc.array(micros, { maxLength: 20 }), (first, past, instants) => {
        const { runs, edges } = coverSpan({ first, past }, grains);
        expect(runs.length <= 5 && edges.length <= 2).toBe(true);
        for (const run of runs) {
          if (run.grain === 'all') continue;
          for (const end of [run.first, run.past]) {
            if (end !== undefined) expect(floorTo(run.grain, end)).toBe(end);
          }
        }
        const near = [first, past].flatMap((end) => (end === undefined ? [] : ([end - 1n, end, end + 1n] as Micros[])));
        const within = (part: Span, instant: Micros): boolean =>
          (part.first === undefined || part.first <= instant) && (part.past === undefined || instant < part.past);
        for (const instant of [...instants, ...near]) {
          const held = [...runs, ...edges].filter((part) => within(part, instant)).length;
          expect(held).toBe(within({ first, past }, instant) ? 1 : 0);
        }
      }),
    );
  });
});
