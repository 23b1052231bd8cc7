import { createActivityPublisher } from '@activity-log/contracts';

const publisher = createActivityPublisher({
  kafka: { brokers: ['127.0.0.1:9092'], clientId: 'ticket-service' },
  source: '/crm/tickets',
});
await publisher.start();

await publisher.publishActivity({
  org: 'acme',
  // The same id and time are the same event: publish again after a failure, and the log has it once.
  id: 'ticket-T-1-reply-1',
  time: '2026-11-22T08:00:00Z',
  type: 'ticket_replied',
  subjects: [
    { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' },
    { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada Okafor' },
  ],
  user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
  changes: [{ field: 'status', from: 'open', to: 'pending' }],
  summary: 'Asked for the serial number',
});

await publisher.stop();
