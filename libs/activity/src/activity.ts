import type { ActivityId, OrgId, Position } from './brand.js';
import type { Instant } from './instant.js';
import type { JsonObject, JsonValue } from './json-value.js';

/** Who may see an activity: `customer` means the customer it is about as well as staff. */
export type Visibility = 'customer' | 'staff';

/** A record that an activity is about. */
export interface Subject {
  readonly datatype: string;
  readonly ownerId: string;
  readonly name?: string;
}

/** Who did it. */
export interface Actor {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
}

/** A field that changed. `from` and `to` are any JSON value and may be absent. */
export interface FieldChange {
  readonly field: string;
  readonly from?: JsonValue;
  readonly to?: JsonValue;
}

/** What a domain event says, after validation. */
export interface DomainEvent {
  readonly org: OrgId;
  readonly source: string;
  /** The CloudEvents `id`, unique within (org, source). */
  readonly eventId: string;
  /** The activity type in A's spelling, e.g. `contact_tagged`. */
  readonly type: string;
  readonly occurredAt: Instant;
  /** 1..20; the first is the record. */
  readonly subjects: readonly [Subject, ...Subject[]];
  /** null is the system. */
  readonly user: Actor | null;
  readonly changes?: readonly FieldChange[];
  readonly summary?: string;
  readonly durationSeconds?: number;
  readonly metadata?: JsonObject;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context of the event, carried to the outgoing one. */
  readonly traceparent?: string;
}

/** An activity ready for the log: everything but its position and the time of recording. Made by `toActivity`. */
export interface Activity {
  readonly org: OrgId;
  readonly id: ActivityId;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly visibility: Visibility;
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly userId?: string;
  /** Names of the changed fields, each once, in order of first appearance. */
  readonly fields: readonly string[];
  /** The content as it is stored, hashed and served; see `activityWire`. */
  readonly wire: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** An activity as a reader gets it from the log; `wire` is untouched since the append. */
export interface RecordedActivity {
  readonly org: OrgId;
  readonly id: ActivityId;
  readonly type: string;
  readonly position: Position;
  readonly recordedAt: Instant;
  readonly wire: string;
}

/** A recorded activity on its way to `crm.activities`: with what the message's key and attributes need beside it. */
export interface OutgoingActivity extends RecordedActivity {
  /** The record: the first subject of the activity. */
  readonly firstSubject: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly occurredAt: Instant;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}
