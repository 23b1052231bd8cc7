import {
  instantOf,
  toPosition,
  versionedActivity,
  type Instant,
  type Micros,
  type VersionedActivity,
} from '@activity-log/activity';
import { activityIdOfUuid } from '../activity-uuid.js';

/**
 * Whether a row of the log is a version of its record: `versionOperation` as the index `activity_by_version` says it.
 * Word for word the predicate of the index, for the planner to know it again.
 */
export const isVersion = `(fields <> '{}' or type in ('record_created', 'record_deleted')
  or type = datatype || '_created' or type = datatype || '_deleted')`;

/** The columns of a version, of `activity` or what stands for it. */
export const versionColumns = `id, type, position, recorded_at, occurred_at, datatype, owner_id, causation_id, wire`;

/** The columns of a version for the last select of a statement; `entry` holds those of {@link versionColumns}. */
export const entryColumns = `
  entry.id, entry.type, entry.position, entry.datatype, entry.owner_id, entry.causation_id, entry.wire,
  (extract(epoch from entry.occurred_at) * 1000000)::bigint as occurred_micros,
  (extract(epoch from entry.recorded_at) * 1000000)::bigint as recorded_micros`;

/** A row of {@link entryColumns}. */
export interface VersionRow {
  readonly id: string;
  readonly type: string;
  readonly position: string;
  readonly datatype: string;
  readonly owner_id: string;
  readonly causation_id: string | null;
  readonly wire: string;
  readonly occurred_micros: string;
  readonly recorded_micros: string;
}

/** The activity of a row, or undefined when it does not change its record. */
export function activityOfRow(row: VersionRow): VersionedActivity | undefined {
  return versionedActivity({
    id: activityIdOfUuid(row.id),
    type: row.type,
    position: toPosition(row.position),
    occurredAt: instantOfMicros(row.occurred_micros),
    recordedAt: instantOfMicros(row.recorded_micros),
    datatype: row.datatype,
    wire: row.wire,
    ...(row.causation_id === null ? {} : { causationId: row.causation_id }),
  });
}

function instantOfMicros(micros: string): Instant {
  const instant = instantOf(BigInt(micros) as Micros);
  if (!instant) throw new RangeError('the log holds a time outside the years 0001..9999');
  return instant;
}
