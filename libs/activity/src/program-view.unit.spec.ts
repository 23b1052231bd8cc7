import { describe, expect, it } from '@jest/globals';
import { activityWire, type ActivityContent } from './activity-wire.js';
import { programView } from './program-view.js';

const content: ActivityContent = {
  timestamp: '2026-11-22T08:00:00Z',
  user: { id: 'usr_123', name: 'Sarah Chen' },
  subjects: [{ datatype: 'deal', ownerId: 'd1' }],
  summary: 'between "ourselves"',
  metadata: { comment_id: 'cmt_1', comment_preview: 'between', mentions: ['usr_2'], thread_id: 'cmt_1' },
};

describe('what a program sees', () => {
  it.each(['comment_added', 'comment_deleted'])('of %s is all but the text and the mentions', (type) => {
    const { summary, ...rest } = content;
    expect(summary).toBeDefined();
    expect(programView({ type, wire: activityWire(content) })).toBe(
      activityWire({ ...rest, metadata: { comment_id: 'cmt_1', comment_preview: 'between', thread_id: 'cmt_1' } }),
    );
  });

  it('of a comment has no metadata when nothing else was in it', () => {
    const { metadata, summary, ...rest } = content;
    const wire = activityWire({ ...content, metadata: { mentions: metadata?.['mentions'] ?? [] } });
    expect([summary === undefined, programView({ type: 'comment_added', wire })]).toEqual([false, activityWire(rest)]);
  });

  it('of any other activity is what is stored, byte for byte', () => {
    const wire = '{"metadata":{"mentions":1.0},"summary":"a"}';
    expect(programView({ type: 'note_added', wire })).toBe(wire);
  });
});
