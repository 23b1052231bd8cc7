import {
  parseActivityId,
  parseInstant,
  toPosition,
  type ActivityId,
  type Actor,
  type FieldChange,
  type Instant,
  type JsonObject,
  type JsonValue,
  type OrgId,
  type Position,
  type Subject,
} from '@activity-log/activity';
import type { ConsumedRecord } from '@activity-log/kafka';
import { parseEventAttributes } from './event-attributes.js';
import { EventError } from './event-error.js';
import { eventLimits } from './limits.js';
import { readCloudEvent } from './read-cloud-event.js';

/** The value of a record of `crm.activities`: the shape that an activity has on every route of the timelines. */
export interface ActivityBody {
  readonly id: string;
  readonly type: string;
  readonly activityType: string;
  readonly timestamp: string;
  readonly recorded_at: string;
  readonly position: string;
  readonly user: Actor | null;
  readonly record: { readonly id: string; readonly module: string; readonly name?: string };
  readonly subjects: readonly Subject[];
  readonly changes?: readonly FieldChange[];
  readonly summary?: string;
  readonly durationSeconds?: number;
  readonly metadata?: JsonObject;
}

/** An activity as a subscriber of `crm.activities` gets it. */
export interface PublishedActivity {
  readonly org: OrgId;
  readonly id: ActivityId;
  readonly type: string;
  /** Rises by one per activity of the org; a repeated position is a repeated record. */
  readonly position: Position;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly activity: ActivityBody;
}

/** The activity of a record of `crm.activities`. Throws an {@link EventError} when the record is none. */
export function parseActivityRecord(record: Pick<ConsumedRecord, 'value' | 'headers'>): PublishedActivity {
  const read = readCloudEvent(record, { maxBytes: eventLimits.maxActivityBytes });
  const { org, eventId, type, occurredAt, correlationId, causationId, traceparent } = parseEventAttributes(read);
  const id = parseActivityId(eventId);
  if (id === undefined) throw new EventError('invalid_attribute', { path: 'id' });
  const sequence = read.attribute('sequence');
  if (typeof sequence !== 'string' || !/^[1-9]\d{0,18}$/.test(sequence)) {
    throw new EventError('invalid_attribute', { path: 'sequence' });
  }
  const recordedTime = read.attribute('recordedtime');
  const recordedAt = typeof recordedTime === 'string' ? parseInstant(recordedTime) : undefined;
  if (recordedAt === undefined) throw new EventError('invalid_attribute', { path: 'recordedtime' });
  if (!isActivityBody(read.data, { id, position: sequence })) throw new EventError('invalid_field', { path: 'data' });
  return {
    org,
    id,
    type,
    position: toPosition(sequence),
    occurredAt,
    recordedAt,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    activity: read.data,
  };
}

/** The log wrote the body and checked it then; what is asked here is only whether it is the body of these attributes. */
function isActivityBody(
  data: JsonValue | undefined,
  { id, position }: { readonly id: string; readonly position: string },
): data is JsonValue & ActivityBody {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const body = data as JsonObject;
  return (
    body['id'] === id && body['position'] === position && Array.isArray(body['subjects']) && body['user'] !== undefined
  );
}
