export { aDomainEvent, type DomainEventOverrides } from './a-domain-event.js';
export { aTicketReplied } from './a-ticket-replied.js';
export { anActivity } from './an-activity.js';
export { createTestDatabase, type TestDatabase } from './create-test-database.js';
export { HistoryChecker, type PageSeen, type Sighting } from './history-checker.js';
export { poisonRecords, type PoisonOptions, type PoisonRecord } from './poison-records.js';
export { testStack, type TestStack } from './test-stack.js';
export { waitFor, type WaitOptions } from './wait-for.js';
