import { describe, expect, it } from '@jest/globals';
import { parseOrgId, type DomainEvent } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import { plainToInstance } from 'class-transformer';
import type { Principal, UserPrincipal } from '../auth/principal.js';
import { ManualActivityBody } from './manual-activity-body.js';
import { manualEvent } from './manual-event.js';

const principal: UserPrincipal = {
  kind: 'user',
  org: parseOrgId('acme')!,
  id: 'usr_123',
  name: 'Sarah Chen',
  permissions: new Set(['activity:write']),
};
const context = { principal, eventId: 'e-1', now: new Date('2026-11-22T08:00:00.500Z') };
const call = { type: 'call_logged', datatype: 'contact', ownerId: 'contact-abc' };

const program: Principal = { ...principal, kind: 'service', id: 'svc_crm' };

const eventOf = (body: object, by: Principal = principal): DomainEvent =>
  manualEvent(plainToInstance(ManualActivityBody, body), { ...context, principal: by });

function brokenPaths(body: object, by?: Principal): readonly string[] {
  try {
    eventOf(body, by);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.errors?.map(({ path }) => path) ?? [];
  }
}

describe('the event of a manual activity', () => {
  it('is by the principal, now, about the record of the body', () => {
    expect(eventOf(call)).toEqual({
      org: 'acme',
      source: '/crm/activity/manage',
      eventId: 'e-1',
      type: 'call_logged',
      occurredAt: { text: '2026-11-22T08:00:00.5Z', micros: 1795334400500000n },
      subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
      user: { id: 'usr_123', name: 'Sarah Chen' },
    });
  });

  it('takes both spellings of a type, a time with an offset, and further subjects', () => {
    const event = eventOf({
      ...call,
      type: 'call.logged',
      name: 'Ada',
      timestamp: '2026-11-21T10:00:00+02:00',
      subjects: [{ datatype: 'deal', ownerId: 'D-1', name: null }],
    });
    expect(event.type).toBe('call_logged');
    expect(event.occurredAt.text).toBe('2026-11-21T08:00:00Z');
    expect(event.subjects).toEqual([
      { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada' },
      { datatype: 'deal', ownerId: 'D-1' },
    ]);
  });

  it.each([
    ['a comment', { ...call, type: 'comment_added' }, ['type']],
    ["a comment in document B's spelling", { ...call, type: 'comment.added' }, ['type']],
    ['a type of the log itself', { ...call, type: 'activity_redacted' }, ['type']],
    ['a type that can be none', { ...call, type: 'Call Logged' }, ['type']],
    ['a time without an offset', { ...call, timestamp: '2026-11-21T10:00:00' }, ['timestamp']],
    ['the 30th of February', { ...call, timestamp: '2026-02-30T10:00:00Z' }, ['timestamp']],
    ['the same record twice', { ...call, subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }] }, ['subjects.0']],
    ['what its type requires missing', { ...call, type: 'email_sent' }, ['metadata.email_id']],
    ['a record its type is not about', { ...call, type: 'ticket_created' }, ['datatype']],
    ['a time of tomorrow, and a moment', { ...call, timestamp: '2026-11-23T08:00:00.500001Z' }, ['timestamp']],
  ])('is refused for %s', (_, body, paths) => {
    expect(brokenPaths(body, program)).toEqual(paths);
  });

  it('may be of a day ahead, to the microsecond', () => {
    expect(brokenPaths({ ...call, timestamp: '2026-11-23T08:00:00.5Z' })).toEqual([]);
  });

  it.each([
    ['what the system logs', { ...call, type: 'email_opened', metadata: { email_id: 'e' } }, ['type']],
    ['the end of the record, by its datatype', { ...call, type: 'contact_deleted' }, ['type']],
    ['changes', { ...call, changes: [{ field: 'stage', to: 'won' }] }, ['changes']],
  ])('by a person is refused for %s, and by a program is not', (_, body, paths) => {
    expect(brokenPaths(body)).toEqual(paths);
    expect(brokenPaths(body, program)).toEqual([]);
  });

  it('by a person may have a custom type that another datatype would be created by', () => {
    expect(eventOf({ ...call, type: 'invoice_created' }).type).toBe('invoice_created');
  });
});
