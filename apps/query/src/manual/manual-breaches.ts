import { catalogueEntry, versionOperation, type DomainEvent } from '@activity-log/activity';
import type { ProblemPart } from '@activity-log/platform';
import type { Principal } from '../auth/principal.js';

/** Clocks differ, and zones are mistaken; what is later than this is no call that was held. */
export const maxHoursAhead = 24;
const microsPerHour = 3_600_000_000n;

const whatElse =
  'a program publishes what happened as an event on crm.domain-events, or logs it here under an API key or the token of a service';

/**
 * What keeps an event from being logged by hand; empty when nothing does. Programs say what became of the data of a record,
 * since history and undo are made of it, and what the system saw happen, since automation and scoring act on it. People log
 * the rest. The time bound is for both.
 */
export function manualBreaches(
  event: DomainEvent,
  { principal, nowMicros }: { readonly principal: Principal; readonly nowMicros: bigint },
): readonly ProblemPart[] {
  return [
    ...(event.occurredAt.micros > nowMicros + BigInt(maxHoursAhead) * microsPerHour
      ? [{ path: 'timestamp', rule: `must not be more than ${maxHoursAhead} hours ahead` }]
      : []),
    ...(principal.kind === 'service' ? [] : breachesOfPeople(event)),
  ];
}

function breachesOfPeople({ type, subjects: [{ datatype }], changes }: DomainEvent): readonly ProblemPart[] {
  const { loggedBy } = catalogueEntry(type);
  // Of a custom type too: `deal_deleted` ends the history of a deal.
  const operation = versionOperation({ type, datatype, changedFields: 0 });
  return [
    ...(loggedBy === 'system'
      ? [{ path: 'type', rule: `must be one that people log, and ${type} is logged by the system: ${whatElse}` }]
      : operation
        ? [{ path: 'type', rule: `must not say that the ${datatype} was ${operation}, as ${type} does: ${whatElse}` }]
        : []),
    ...(changes
      ? [{ path: 'changes', rule: `must not be there: people log no changes of a record; ${whatElse}` }]
      : []),
  ];
}
