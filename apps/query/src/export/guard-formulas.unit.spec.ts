import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardFormulas } from './guard-formulas.js';

describe('the guard against formulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r'=1"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    ['a\n=1', "a\n'=1"],
    ['a\r\n=1', "a\r\n'=1"],
    ['a\r=1', "a\r'=1"],
    ['a\n\n@x\n-y', "a\n\n'@x\n'-y"],
    ['a\u2028=1', "a\u2028'=1"],
    ['a\u0085+1', "a\u0085'+1"],
    ['a\f@x', "a\f'@x"],
  ])('puts an apostrophe before each line of %j that could be one', (text, guarded) => {
    expect(guardFormulas(text)).toBe(guarded);
  });

  it.each(['', 'plain', '1-1', 'a=b', 'a@example.com', "'=1", 'a\nb', '{"a":"=1"}'])('leaves %j as it is', (text) => {
    expect(guardFormulas(text)).toBe(text);
  });

  it('leaves no line that begins a formula, whatever the text', () => {
    const piece = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\r\n',
      '＝',
      '＠',
      'a',
      "'",
      '\u2028',
      '"',
      ',',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        for (const line of guardFormulas(pieces.join('')).split(/\r\n|[\n\r\u2028]/)) {
          expect(line).not.toMatch(/^[=+\-@\t＝＋－＠]/);
        }
      }),
    );
  });
});
