import type { Activity, DomainEvent } from './activity.js';
import { activityIdOf } from './activity-id.js';
import { activityWire } from './activity-wire.js';
import { catalogueEntry } from './type-catalogue.js';

/** The activity of a domain event. Pure: the same event gives the same id and the same bytes. */
export function toActivity(event: DomainEvent): Activity {
  return {
    org: event.org,
    id: activityIdOf(event),
    type: event.type,
    occurredAt: event.occurredAt,
    visibility: catalogueEntry(event.type).visibility,
    subjects: event.subjects,
    ...(event.user ? { userId: event.user.id } : {}),
    fields: [...new Set(event.changes?.map((change) => change.field))],
    wire: activityWire({ ...event, timestamp: event.occurredAt.text }),
    ...(event.correlationId === undefined ? {} : { correlationId: event.correlationId }),
    ...(event.causationId === undefined ? {} : { causationId: event.causationId }),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}
