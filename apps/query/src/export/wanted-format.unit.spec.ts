import { describe, expect, it } from '@jest/globals';
import { wantedFormat } from './wanted-format.js';

const ndjson = 'application/x-ndjson';

describe('the format of an export', () => {
  it.each([
    [undefined, 'ndjson'],
    ['', 'ndjson'],
    ['*/*', 'ndjson'],
    [ndjson, 'ndjson'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; header=present', 'csv'],
    ['text/*', 'csv'],
    ['application/json, text/csv', 'csv'],
    [`${ndjson};q=0.5, text/csv`, 'csv'],
    [`${ndjson};q=0.5, text/csv;q=0.4`, 'ndjson'],
    [`${ndjson};q=0, */*`, 'csv'],
    ['text/html, */*;q=0.8', 'ndjson'],
    ['application/json, text/plain, */*', 'ndjson'],
  ])('for Accept %j is %s', (accept, format) => {
    expect(wantedFormat({ accept })).toBe(format);
  });

  it('is the one that is named, whatever Accept prefers', () => {
    for (const accept of [undefined, '*/*', `${ndjson}, text/csv;q=0.1`, 'text/*', 'text/csv']) {
      expect(wantedFormat({ format: 'csv', accept })).toBe('csv');
    }
  });

  it.each([
    [undefined, 'application/json'],
    [undefined, 'text/csv;q=0'],
    [undefined, 'nonsense'],
    ['csv', ndjson],
    ['ndjson', 'text/csv, application/*;q=0'],
    ['csv', 'text/csv;q=0, */*'],
  ] as const)('named %s is not acceptable for Accept %s', (format, accept) => {
    expect(() => wantedFormat({ format, accept })).toThrow(expect.objectContaining({ code: 'not_acceptable' }));
  });
});
