import { parseInstant, parseOrgId, type DomainEvent } from '@activity-log/activity';

/** What to say otherwise than the builder does; `org` and `occurredAt` as plain text. */
export type DomainEventOverrides = Partial<Omit<DomainEvent, 'org' | 'occurredAt'>> & {
  readonly org?: string;
  /** RFC 3339. */
  readonly occurredAt?: string;
};

let built = 0;

/** A valid event, `ticket_created` by Sarah Chen in the org acme; each call has another `eventId`. */
export function aDomainEvent({
  org = 'acme',
  occurredAt = '2026-11-22T08:00:00Z',
  ...rest
}: DomainEventOverrides = {}): DomainEvent {
  const orgId = parseOrgId(org);
  const instant = parseInstant(occurredAt);
  if (!orgId || !instant) throw new RangeError(`not an org or not an instant: ${org}, ${occurredAt}`);
  built += 1;
  return {
    org: orgId,
    source: '/crm/tickets',
    eventId: `evt_${process.pid}_${built}`,
    type: 'ticket_created',
    occurredAt: instant,
    subjects: [
      { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' },
      { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada' },
    ],
    user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
    ...rest,
  };
}
