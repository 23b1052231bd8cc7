import type { Activity, DomainEvent } from './activity.js';
import { activityIdOf } from './activity-id.js';
import { canonicalJson, type JsonObject, type JsonValue } from './json-value.js';
import { moduleOf } from './datatype.js';
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
    wire: activityWire(event),
    ...(event.correlationId === undefined ? {} : { correlationId: event.correlationId }),
    ...(event.causationId === undefined ? {} : { causationId: event.causationId }),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/**
 * The content of an activity as canonical JSON text (RFC 8785):
 * `{changes, durationSeconds, metadata, record {id,module,name}, subjects, summary, timestamp, user}`,
 * absent parts left out, `user` never. It is what is stored, hashed and served.
 */
function activityWire(event: DomainEvent): string {
  const [record] = event.subjects;
  return canonicalJson({
    timestamp: event.occurredAt.text,
    user: event.user && present({ ...event.user }),
    record: present({ id: record.ownerId, module: moduleOf(record.datatype), name: record.name }),
    subjects: event.subjects.map((subject) => present({ ...subject })),
    ...present({
      changes: event.changes?.map((change) => present({ ...change })),
      summary: event.summary,
      durationSeconds: event.durationSeconds,
      metadata: event.metadata,
    }),
  });
}

function present(parts: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(parts).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
