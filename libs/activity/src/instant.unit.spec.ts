import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Micros } from './brand.js';
import { instantOf, instantOfDate, parseInstant } from './instant.js';

const firstMicros = -62_135_596_800_000_000n;
const lastMicros = 253_402_300_799_999_999n;
const micros = fc.bigInt({ min: firstMicros, max: lastMicros }).map((n) => n as Micros);

describe('parseInstant', () => {
  it.each([
    ['2026-11-22T08:00:00Z', '2026-11-22T08:00:00Z'],
    ['2026-11-22t08:00:00z', '2026-11-22T08:00:00Z'],
    ['2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00Z'],
    ['2026-11-22T08:00:00.120Z', '2026-11-22T08:00:00.12Z'],
    ['2026-11-22T08:00:00.123456789Z', '2026-11-22T08:00:00.123456Z'],
    ['2026-11-22T08:00:00+05:30', '2026-11-22T02:30:00Z'],
    ['2026-11-22T08:00:00-08:00', '2026-11-22T16:00:00Z'],
    ['2026-12-31T23:59:59.5-00:01', '2027-01-01T00:00:59.5Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
  ])('reads %s as %s', (text, utc) => {
    expect(parseInstant(text)?.text).toBe(utc);
  });

  it.each([
    ['no offset', '2026-11-22T08:00:00'],
    ['a space for the T', '2026-11-22 08:00:00Z'],
    ['a date alone', '2026-11-22'],
    ['second 60', '2026-06-30T23:59:60Z'],
    ['hour 24', '2026-06-30T24:00:00Z'],
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['month 0', '2026-00-10T00:00:00Z'],
    ['month 13', '2026-13-10T00:00:00Z'],
    ['the year 0', '0000-12-31T00:00:00Z'],
    ['the year 0 by its offset', '0001-01-01T00:00:00+00:01'],
    ['the year 10000', '10000-01-01T00:00:00Z'],
    ['the year 10000 by its offset', '9999-12-31T23:59:00-00:01'],
    ['an offset of 24 hours', '2026-11-22T08:00:00+24:00'],
    ['an offset without colon', '2026-11-22T08:00:00+0100'],
    ['ten decimals', '2026-11-22T08:00:00.1234567890Z'],
    ['infinity', 'infinity'],
    ['a line feed at the end', '2026-11-22T08:00:00Z\n'],
    ['digits of another script', '２０２６-11-22T08:00:00Z'],
  ])('refuses %s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads every instant from its own text', () => {
    fc.assert(
      fc.property(micros, (value) => {
        const instant = instantOf(value);
        expect(parseInstant(instant!.text)).toEqual({ text: instant!.text, micros: value });
      }),
    );
  });

  it('agrees with the JavaScript clock on every date', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseInstant(date.toISOString())).toEqual(instantOfDate(date));
        },
      ),
    );
  });
});

describe('instantOf', () => {
  it('keeps the order of microseconds in the text of one precision', () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        const padded = (value: Micros) =>
          instantOf(value)!.text.replace(/(?:\.(\d+))?Z$/, (_, d?: string) => (d ?? '').padEnd(6, '0'));
        expect(padded(a) < padded(b)).toBe(a < b);
      }),
    );
  });

  it.each([firstMicros - 1n, lastMicros + 1n, 9_223_371_331_200_000_000n, 10n ** 30n])(
    'refuses %s, outside the years 0001 to 9999',
    (value) => {
      expect(instantOf(value as Micros)).toBeUndefined();
    },
  );
});
