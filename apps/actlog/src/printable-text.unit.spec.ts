import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printableText } from './printable-text.js';

describe('the printable text of bytes', () => {
  it('leaves plain text in any script as it is', () => {
    expect(printableText(Buffer.from('{"name":"Dvořák 東京 🎉"}'))).toBe('{"name":"Dvořák 東京 🎉"}');
  });

  it('escapes what could steer a terminal', () => {
    expect(printableText(Buffer.from('a\u001b[2Jb\nc\u202ed\u0000'))).toBe('a\\u{1b}[2Jb\\nc\\u{202e}d\\u{0}');
  });

  it('tells an escape from the same characters in the text', () => {
    expect(printableText(Buffer.from('\\n'))).toBe('\\\\n');
  });

  it('shows bytes that are no UTF-8 one by one', () => {
    expect(printableText(Buffer.from([0x41, 0xff, 0x0a]))).toBe('A\\xff\\x0a');
  });

  it('never holds a control character, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(printableText(Buffer.from(bytes))).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
