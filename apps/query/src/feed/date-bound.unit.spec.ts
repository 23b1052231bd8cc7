import { describe, expect, it } from '@jest/globals';
import { dateBound } from '../openapi/filter-parameters.js';
import { dateBoundOf, parseDateBound } from './date-bound.js';

describe('a date in a query', () => {
  it.each([
    ['2024-01-01', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01t00:00:00z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00.123456Z'],
    ['2024-01-01T00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00+02:00', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00:00+02:00', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00:00+0200', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00:00.5+0200', '2024-01-01T00:00:00.5Z'],
    ['2024-01-01T02:00+0200', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00+02', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00:00 02:00', '2024-01-01T00:00:00Z'],
    ['2024-01-01T02:00:00 0200', '2024-01-01T00:00:00Z'],
    ['2023-12-31T18:30-0530', '2024-01-01T00:00:00Z'],
    ['2024-02-29T23:59-00:00', '2024-02-29T23:59:00Z'],
  ])('%s is %s', (text, utc) => {
    expect(parseDateBound(text)?.text).toBe(utc);
  });

  it.each([
    '',
    'yesterday',
    '2024',
    '2024-01',
    '20240101',
    '20240101T000000Z',
    '2024-W01-1',
    '2024-001',
    '2023-02-29',
    '0000-01-01',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00',
    '2024-01-01T00Z',
    '2024-01-01 00:00:00Z',
    '2024-01-01T24:00Z',
    '2024-01-01T23:60Z',
    '2024-01-01T23:59:60Z',
    '2024-01-01T00:00.5Z',
    '2024-01-01T00:00:00,5Z',
    '2024-01-01T00:00+2',
    '2024-01-01T00:00+020',
    '2024-01-01T00:00+24:00',
    '2024-01-01T00:00+02:60',
    '2024-01-01T00:00:00+02:00:00',
    '2024-01-01T00:00Z+02:00',
    '2024-01-01T00:00Z ',
    '1704067200',
  ])('"%s" is none', (text) => {
    expect(parseDateBound(text)).toBeUndefined();
    expect(() => dateBoundOf('from', text)).toThrow(/^The 'from' date must be a date-time with an offset, such as /);
  });

  it('without seconds or with a short offset is what the description says', () => {
    const short = dateBound.anyOf[2];
    const pattern = new RegExp(short?.pattern ?? '', 'u');
    for (const text of ['2024-01-01T00:00Z', '2024-01-01T02:00+0200', '2024-01-01T02:00:00-02']) {
      expect([text, pattern.test(text), parseDateBound(text) !== undefined]).toEqual([text, true, true]);
    }
    for (const text of ['2024-01-01T00:00', '2024-01-01T24:00Z', '2024-01-01T00:00+24', '2024-13-01T00:00Z']) {
      expect([text, pattern.test(text), parseDateBound(text)]).toEqual([text, false, undefined]);
    }
  });
});
