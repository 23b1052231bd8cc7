import { describe, expect, it } from '@jest/globals';
import { isLogSource, logSource } from './log-source.js';

describe('a source of the log itself', () => {
  it.each(['comment', 'redaction', 'any'])('is known for what it is: %s', (part) => {
    expect(isLogSource(logSource(part))).toBe(true);
  });

  it.each(['/crm/tickets', '/crm/activity', '/crm/activityfeed/x', 'crm/activity/comment', '/activity-log'])(
    'is not %s',
    (source) => {
      expect(isLogSource(source)).toBe(false);
    },
  );
});
