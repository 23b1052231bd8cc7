import type { DomainEvent } from '@activity-log/activity';
import { aDomainEvent, type DomainEventOverrides } from './a-domain-event.js';

/** A `ticket_replied` with every optional part. */
export function aTicketReplied(overrides: DomainEventOverrides = {}): DomainEvent {
  return aDomainEvent({
    type: 'ticket_replied',
    changes: [{ field: 'status', from: 'open', to: 'pending' }],
    summary: 'Asked for the serial number',
    durationSeconds: 60,
    metadata: { ip_address: '192.0.2.1', user_agent: 'Mozilla/5.0' },
    ...overrides,
  });
}
