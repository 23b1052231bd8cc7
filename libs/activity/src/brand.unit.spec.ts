import { describe, expect, it } from '@jest/globals';
import { parseActivityId, parseOrgId, toPosition } from './brand.js';

describe('parseOrgId', () => {
  it.each(['acme', 'A', '0', 'org:eu.1_x-y', 'x'.repeat(128)])('accepts %s', (text) => {
    expect(parseOrgId(text)).toBe(text);
  });

  it.each(['', '.acme', 'a/b', 'a b', 'acme\n', 'é', 'x'.repeat(129)])('refuses %j', (text) => {
    expect(parseOrgId(text)).toBeUndefined();
  });
});

describe('parseActivityId', () => {
  it('accepts act_ and 32 lower-case hex digits, and nothing else', () => {
    const id = `act_${'0123456789abcdef'.repeat(2)}`;
    expect(parseActivityId(id)).toBe(id);
    for (const other of ['act_123', id.toUpperCase(), `${id}\n`, ` ${id}`, `${id}0`])
      expect(parseActivityId(other)).toBeUndefined();
  });
});

describe('toPosition', () => {
  it('reads what the database and a cursor hold', () => {
    expect(toPosition('9223372036854775807')).toBe(9_223_372_036_854_775_807n);
  });

  it('refuses a negative one', () => {
    expect(() => toPosition(-1n)).toThrow(RangeError);
  });
});
