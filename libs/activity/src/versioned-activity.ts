import type { Actor, FieldChange } from './activity.js';
import type { ActivityId, Position } from './brand.js';
import type { Instant } from './instant.js';
import type { JsonObject } from './json-value.js';
import { versionOperation, type VersionOperation } from './version-operation.js';

/** The record as an activity names it. */
export interface NamedRecord {
  readonly id: string;
  readonly module: string;
  readonly name?: string;
}

/** An activity that changes its record, as far as versions and undo depend on it. */
export interface VersionedActivity {
  readonly id: ActivityId;
  readonly type: string;
  readonly position: Position;
  readonly recordedAt: Instant;
  readonly occurredAt: Instant;
  readonly operation: VersionOperation;
  readonly record: NamedRecord;
  /** null is the system. */
  readonly user: Actor | null;
  readonly changes: readonly FieldChange[];
  readonly ip?: string;
  readonly userAgent?: string;
  /** The id of the activity or event that led to this one. */
  readonly causationId?: string;
}

/** A row of the log, as far as a {@link VersionedActivity} is made of it. */
export interface LoggedActivity extends Pick<
  VersionedActivity,
  'id' | 'type' | 'position' | 'recordedAt' | 'occurredAt' | 'causationId'
> {
  /** Of the first subject. */
  readonly datatype: string;
  /** Made by `toActivity`. */
  readonly wire: string;
}

/** The parts of a wire that are read here. */
interface Wire {
  readonly user: Actor | null;
  readonly record: NamedRecord;
  readonly changes?: readonly FieldChange[];
  readonly metadata?: JsonObject;
}

/** The activity of a row, or undefined when it does not change its record. */
export function versionedActivity({ datatype, wire, ...row }: LoggedActivity): VersionedActivity | undefined {
  // The append is the only writer, and it stores what toActivity made of a validated event.
  const { user, record, changes = [], metadata } = JSON.parse(wire) as Wire;
  const operation = versionOperation({ type: row.type, datatype, changedFields: changes.length });
  if (!operation) return undefined;
  return {
    ...row,
    operation,
    record,
    user,
    changes,
    ...textPart('ip', metadata?.['ip_address']),
    ...textPart('userAgent', metadata?.['user_agent']),
  };
}

/** Metadata is free: an address that is no text is none. */
function textPart<Name extends string>(name: Name, value: unknown): { readonly [K in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { readonly [K in Name]?: string };
}

/** When two activities happened: by time, and at the same time by position. Negative when `a` is the earlier. */
export function compareOccurrence(
  a: Pick<VersionedActivity, 'occurredAt' | 'position'>,
  b: Pick<VersionedActivity, 'occurredAt' | 'position'>,
): number {
  const inTime = a.occurredAt.micros - b.occurredAt.micros;
  const order = inTime === 0n ? a.position - b.position : inTime;
  return order < 0n ? -1 : order > 0n ? 1 : 0;
}
