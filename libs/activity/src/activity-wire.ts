import type { DomainEvent } from './activity.js';
import { moduleOf } from './datatype.js';
import { canonicalJson, type JsonObject, type JsonValue } from './json-value.js';

/** The content of an activity. */
export interface ActivityContent extends Pick<DomainEvent, 'user' | 'subjects'> {
  /** When it happened, RFC 3339 in UTC. */
  readonly timestamp: string;
  readonly changes?: DomainEvent['changes'] | undefined;
  readonly summary?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly metadata?: JsonObject | undefined;
}

/**
 * The content of an activity as canonical JSON text (RFC 8785):
 * `{changes, durationSeconds, metadata, record {id,module,name}, subjects, summary, timestamp, user}`,
 * absent parts left out, `user` never. It is what is stored, hashed and served.
 */
export function activityWire(content: ActivityContent): string {
  const { timestamp, user, subjects, changes, summary, durationSeconds, metadata } = content;
  const [record] = subjects;
  return canonicalJson({
    timestamp,
    user: user && present({ ...user }),
    record: present({ id: record.ownerId, module: moduleOf(record.datatype), name: record.name }),
    subjects: subjects.map((subject) => present({ ...subject })),
    ...present({
      changes: changes?.map((change) => present({ ...change })),
      summary,
      durationSeconds,
      metadata,
    }),
  });
}

function present(parts: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(parts).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
