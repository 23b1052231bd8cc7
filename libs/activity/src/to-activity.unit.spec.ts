import { describe, expect, it } from '@jest/globals';
import type { DomainEvent } from './activity.js';
import { parseOrgId, type OrgId } from './brand.js';
import { parseInstant } from './instant.js';
import { toActivity } from './to-activity.js';

const event: DomainEvent = {
  org: parseOrgId('acme')!,
  source: '/crm/tickets',
  eventId: 'evt_01',
  type: 'ticket_replied',
  occurredAt: parseInstant('2026-11-22T09:00:00+01:00')!,
  subjects: [
    { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' },
    { datatype: 'contact', ownerId: 'contact-abc' },
  ],
  user: { id: 'usr_123', name: 'Sarah Chen' },
  changes: [
    { field: 'status', from: 'open', to: 'pending' },
    { field: 'owner', from: null },
    { field: 'status', to: 'closed' },
  ],
  summary: 'Asked for the serial number',
  durationSeconds: 60,
  metadata: { user_agent: 'curl', ip_address: '192.0.2.1' },
  correlationId: 'c-1',
};

describe('toActivity', () => {
  it('gives the same id and bytes for the same event', () => {
    expect(toActivity(structuredClone(event))).toEqual(toActivity(event));
  });

  it('gives the id for ever that it gave first', () => {
    expect(toActivity(event).id).toBe('act_bc6351eb7a6662a7c028abc41bc20517');
  });

  it('gives another id when org, source or event id differ, also when only the border between them moves', () => {
    const ids = [
      event,
      { ...event, org: 'acme2' as OrgId },
      { ...event, source: '/crm/ticket' },
      { ...event, eventId: 'evt_02' },
      { ...event, source: '/crm/tickets","evt', eventId: '_01' },
      { ...event, source: '/crm/ticketse', eventId: 'vt_01' },
    ].map((other) => toActivity(other).id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives the same id to other content of the same identity, and other bytes', () => {
    const other = toActivity({ ...event, summary: 'Something else' });
    expect(other.id).toBe(toActivity(event).id);
    expect(other.wire).not.toBe(toActivity(event).wire);
  });

  it('writes the content as the contract shapes it, canonically, with the record out of the first subject', () => {
    expect(toActivity(event).wire).toBe(
      '{"changes":[{"field":"status","from":"open","to":"pending"},{"field":"owner","from":null},{"field":"status","to":"closed"}],' +
        '"durationSeconds":60,"metadata":{"ip_address":"192.0.2.1","user_agent":"curl"},' +
        '"record":{"id":"T-1","module":"tickets","name":"Printer on fire"},' +
        '"subjects":[{"datatype":"ticket","name":"Printer on fire","ownerId":"T-1"},{"datatype":"contact","ownerId":"contact-abc"}],' +
        '"summary":"Asked for the serial number","timestamp":"2026-11-22T08:00:00Z","user":{"id":"usr_123","name":"Sarah Chen"}}',
    );
  });

  it('leaves absent parts out, but never the user', () => {
    const { org, source, eventId, occurredAt } = event;
    const bare = { org, source, eventId, occurredAt, type: 'site_inspected', user: null };
    const activity = toActivity({ ...bare, subjects: [{ datatype: 'site', ownerId: 'S' }] });
    expect(activity.wire).toBe(
      '{"record":{"id":"S","module":"site"},"subjects":[{"datatype":"site","ownerId":"S"}],"timestamp":"2026-11-22T08:00:00Z","user":null}',
    );
    expect(activity).not.toHaveProperty('userId');
    expect(activity).not.toHaveProperty('correlationId');
  });

  it('names each changed field once, in the order of their first change', () => {
    expect(toActivity(event).fields).toEqual(['status', 'owner']);
  });

  it('shows a custom type to staff only', () => {
    expect(toActivity({ ...event, type: 'site_inspected' }).visibility).toBe('staff');
    expect(toActivity(event).visibility).toBe('customer');
  });
});
