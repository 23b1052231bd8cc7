import { describe, expect, it } from '@jest/globals';
import { resumePosition } from './resume-position.js';

describe('the position to resume from', () => {
  it.each([
    [{}, undefined],
    [{ lastEventId: '' }, undefined],
    [{ last_event_id: '7' }, 7n],
    [{ lastEventId: '', last_event_id: '7' }, 7n],
    [{ lastEventId: '9', last_event_id: '7' }, 9n],
  ])('of %j is %s', (request, position) => {
    expect(resumePosition(request)).toBe(position);
  });

  it.each([
    { lastEventId: 'x' },
    { last_event_id: '' },
    { lastEventId: '9', last_event_id: '' },
    { lastEventId: '9', last_event_id: '007' },
  ])('is none of %j', (request) => {
    expect(() => resumePosition(request)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
  });
});
