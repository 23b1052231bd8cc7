import { describe, expect, it } from '@jest/globals';
import { commentPreview } from './comment-preview.js';

describe('the preview of a comment', () => {
  it('is a short comment itself, on one line', () => {
    expect(commentPreview('Procurement asked about SOC2 — need to send report.')).toBe(
      'Procurement asked about SOC2 — need to send report.',
    );
    expect(commentPreview('  two\n\nlines\t')).toBe('two lines');
    expect(commentPreview('x'.repeat(100))).toBe('x'.repeat(100));
  });

  it('ends a long comment behind a word', () => {
    const preview = commentPreview(`I've reviewed the proposal and ${'it needs work, '.repeat(20)}`);
    expect(preview).toBe(
      "I've reviewed the proposal and it needs work, it needs work, it needs work, it needs work, it...",
    );
  });

  it('has at most 100 characters, whatever the words', () => {
    for (let length = 1; length <= 120; length += 1) {
      expect(commentPreview(`${'y'.repeat(length)} `.repeat(300)).length).toBeLessThanOrEqual(100);
    }
  });

  it('never ends with half a character', () => {
    for (let lead = 0; lead < 4; lead += 1) {
      const preview = commentPreview('x'.repeat(lead) + '😀'.repeat(100));
      expect([preview.isWellFormed(), preview.endsWith('😀...')]).toEqual([true, true]);
    }
  });
});
