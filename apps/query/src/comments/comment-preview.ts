import { commentLimits } from './comment-limits.js';

const ellipsis = '...';

/**
 * The beginning of a comment on one line, for lists: at most 100 characters. What is longer is cut behind a word and
 * ends with `...`, as in document B's example; a single word that long is cut inside.
 */
export function commentPreview(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const { maxPreviewLength } = commentLimits;
  if (line.length <= maxPreviewLength) return line;
  const room = line.slice(0, maxPreviewLength - ellipsis.length + 1);
  const behindWord = room.lastIndexOf(' ');
  const cut = behindWord > maxPreviewLength / 2 ? room.slice(0, behindWord) : room.slice(0, -1);
  // A pair of surrogates is one character: half of it is none.
  return `${cut.replace(/[\ud800-\udbff]$/, '')}${ellipsis}`;
}
