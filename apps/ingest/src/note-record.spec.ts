import { eventToRecord, type ActivityEvent } from '@activity-log/contracts';
import type { OutgoingRecord } from '@activity-log/kafka';

const at = new Date('2026-11-22T08:00:00Z');

/** The record of a valid event, a note about one contact of acme. It has no tests: the name keeps it out of the build. */
export function noteRecord(event: Partial<ActivityEvent> & { readonly id: string }): OutgoingRecord {
  const note = {
    org: 'acme',
    type: 'note_added',
    subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
    user: null,
    time: at,
    ...event,
  } as ActivityEvent;
  return eventToRecord(note, { source: '/tests', fallbackId: event.id, fallbackTime: at }).record;
}
