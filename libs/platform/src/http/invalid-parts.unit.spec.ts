import { describe, expect, it } from '@jest/globals';
import { invalidParts } from './invalid-parts.js';

describe('the problem of parts that break a rule', () => {
  it('is told by the first', () => {
    const errors = [
      { path: 'page', rule: 'must be a whole number' },
      { path: 'foo', rule: 'is not a parameter of this route' },
    ];
    expect(invalidParts(errors)).toMatchObject({
      code: 'invalid_request',
      message: 'page must be a whole number',
      errors,
    });
  });

  it('says a rule as it is that is a sentence of its own', () => {
    const rule = 'contact_tagged needs a change on tags';
    expect(invalidParts([{ path: 'changes', rule }]).message).toBe(rule);
  });
});
