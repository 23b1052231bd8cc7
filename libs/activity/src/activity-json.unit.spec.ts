import { describe, expect, it } from '@jest/globals';
import { activityJson } from './activity-json.js';
import { activityWire } from './activity-wire.js';
import type { RecordedActivity } from './activity.js';
import { parseActivityId, parseOrgId, toPosition } from './brand.js';
import { parseInstant } from './instant.js';

const recorded: RecordedActivity = {
  org: parseOrgId('acme')!,
  id: parseActivityId(`act_${'0'.repeat(32)}`)!,
  type: 'contact_created',
  position: toPosition(9_007_199_254_740_993n),
  recordedAt: parseInstant('2026-11-22T08:00:00.5Z')!,
  wire: '{"record":{"id":"x","module":"contacts"},"timestamp":"2026-11-22T08:00:00Z","user":null}',
};

describe('activityJson', () => {
  it('is one JSON object: what the log knows, then the stored content', () => {
    expect(JSON.parse(activityJson(recorded, { spelling: 'activity', viewer: 'staff' }))).toEqual({
      id: recorded.id,
      type: 'contact_created',
      activityType: 'contact_created',
      position: '9007199254740993',
      recorded_at: '2026-11-22T08:00:00.5Z',
      record: { id: 'x', module: 'contacts' },
      timestamp: '2026-11-22T08:00:00Z',
      user: null,
    });
  });

  it('has the API spelling of the type where it is asked for, and the activity type always', () => {
    expect(JSON.parse(activityJson(recorded, { spelling: 'api', viewer: 'staff' }))).toMatchObject({
      type: 'record.created',
      activityType: 'contact_created',
    });
  });

  it('hands the stored bytes on untouched to staff', () => {
    const wire = '{"metadata":{"b":1.0,"a":"\\u00e9"},"user":null}';
    expect(activityJson({ ...recorded, wire }, { spelling: 'activity', viewer: 'staff' })).toContain(wire.slice(1));
  });

  it('shows a customer the view of the content that is theirs', () => {
    const own = { datatype: 'contact', ownerId: 'contact-ada' };
    const bob = { datatype: 'lead', ownerId: 'lead-bob', name: 'Bob' };
    const wire = activityWire({ timestamp: '2026-11-22T08:00:00Z', user: null, subjects: [bob, own] });
    const json = activityJson({ ...recorded, wire }, { spelling: 'api', viewer: { ...own, userId: 'cus_ada' } });
    expect(JSON.parse(json)).toMatchObject({ id: recorded.id, subjects: [own], record: { id: 'contact-ada' } });
  });
});
