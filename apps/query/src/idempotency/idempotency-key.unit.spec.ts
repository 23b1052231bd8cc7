import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@activity-log/platform';
import { idempotencyKeyOf } from './idempotency-key.js';

describe('an Idempotency-Key', () => {
  it.each([
    ['as the draft has it', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['without its quotes', '8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['with what a quoted text escapes', String.raw`"a \"b\" \\ c"`, String.raw`a "b" \ c`],
    ['of 255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['of one character', '1', '1'],
  ])('%s is a key', (_, header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  it('is absent without the header', () => {
    expect(idempotencyKeyOf(undefined)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['an empty text', '""'],
    ['256 characters', 'x'.repeat(256)],
    ['256 quoted characters', `"${'x'.repeat(256)}"`],
    ['a space outside quotes', 'a b'],
    ['half a pair of quotes', '"a'],
    ['two headers in one', '"a", "b"'],
    ['a parameter', '"a";b=1'],
    ['an escape that there is not', String.raw`"\n"`],
    ['a character beyond ASCII', 'é'],
    ['a quoted character beyond ASCII', '"é"'],
    ['a control character', '"a\u0007"'],
  ])('of %s is refused', (_, header) => {
    expect(() => idempotencyKeyOf(header)).toThrow(ProblemError);
  });
});
