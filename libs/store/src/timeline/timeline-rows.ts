import { instantOf, toPosition, type Micros, type OrgId } from '@activity-log/activity';
import { activityIdOfUuid } from '../activity-uuid.js';
import { orgScope } from '../org-scope.js';
import type { TimelineEntry, TimelineSlice } from './timeline-request.js';

/**
 * Opens every statement on timelines: the org, and what is known of the log and the timeline. $1 org, $2 datatype, $3 owner id,
 * $4 whether staff reads.
 */
export const scopeHeadTotal = `
  with ${orgScope}, facts as materialized (
    select scope.org, head.size, counted.total
      from scope
     cross join lateral (
       select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
     ) as head
     cross join lateral (
       select coalesce(sum(counter.entries), 0)::bigint as total
         from subject_counter as counter
        where counter.org = scope.org and counter.datatype = $2::text and counter.owner_id = $3::text
          and (counter.customer_visible or $4::boolean)
     ) as counted
  )`;

/** What a timeline shows of the log. */
export const logColumns =
  'activity.id, activity.type, activity.wire, activity.recorded_at, activity.occurred_at, activity.position';

/**
 * Looks each `place` up in the log as `logged`. The offset is a fence: without it the planner, which takes the org of
 * row-level security for a constant, may read the whole log of the org first (measured: 1,000 ms instead of 1 ms a page
 * before the first ANALYZE).
 */
export const joinLog = `
  cross join lateral (
    select ${logColumns}
      from activity
     where activity.org = facts.org and activity.position = place.position
    offset 0
  ) as logged`;

/** The columns of an entry, for the last select of a statement; `entry` holds those of `activity`. */
export const entryColumns = `
  entry.id, entry.type, entry.position, entry.wire,
  (extract(epoch from entry.occurred_at) * 1000000)::bigint as occurred_micros,
  (extract(epoch from entry.recorded_at) * 1000000)::bigint as recorded_micros`;

/** A row of a statement on timelines; without an entry the row carries the facts alone. */
export interface TimelineRow {
  readonly size: string;
  /** Of a read of newer entries, when that is not the size. */
  readonly looked_up_to?: string;
  readonly total: string;
  /** Entries that were found before the bound of bytes cut them. */
  readonly found: string | null;
  readonly id: string | null;
  readonly type: string;
  readonly position: string;
  readonly wire: string;
  readonly occurred_micros: string;
  readonly recorded_micros: string;
}

/** The slice that the rows of one statement make up. */
export function timelineSlice(org: OrgId, rows: readonly TimelineRow[]): TimelineSlice {
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a timeline are always one row at least');
  return {
    head: toPosition(facts.size),
    lookedUpTo: toPosition(facts.looked_up_to ?? facts.size),
    total: BigInt(facts.total),
    isCut: isCut(rows),
    entries: rows.flatMap((row) => (row.id === null ? [] : [timelineEntry(org, { ...row, id: row.id })])),
  };
}

/** Whether more entries were found than the rows have, for their bytes. */
export function isCut(rows: readonly Pick<TimelineRow, 'found'>[]): boolean {
  return Number(rows[0]?.found ?? 0) > rows.length;
}

/** The entry of a row that has one. */
export function timelineEntry(
  org: OrgId,
  row: Omit<TimelineRow, 'size' | 'looked_up_to' | 'total' | 'found'> & { readonly id: string },
): TimelineEntry {
  const recordedAt = instantOf(BigInt(row.recorded_micros) as Micros);
  if (!recordedAt) throw new RangeError('recorded_at is outside the years 0001..9999');
  return {
    org,
    id: activityIdOfUuid(row.id),
    type: row.type,
    position: toPosition(row.position),
    occurredMicros: BigInt(row.occurred_micros) as Micros,
    recordedAt,
    wire: row.wire,
  };
}
