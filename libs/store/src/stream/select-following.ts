import { toPosition, type Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { feedConditions } from '../feed/feed-conditions.js';
import { SqlParameters } from '../feed/sql-parameters.js';
import { measuredEntries, withinBytes } from '../timeline/bytes-bound.js';
import { entryColumns, logColumns, timelineEntry, type TimelineRow } from '../timeline/timeline-rows.js';
import { orgScopeOf } from '../org-scope.js';
import type { LogEntry, LogRequest, LogSlice, LogSliceBounds } from './log-request.js';

/** Where a read of the log begins and ends. */
export interface LogRange {
  /** Behind this position. */
  readonly since: Position;
  /** Up to this position; the end of the log when absent. */
  readonly upTo?: Position;
}

interface FollowingRow extends Omit<TimelineRow, 'total'> {
  readonly customer_visible: boolean;
  readonly datatype: string;
  readonly owner_id: string;
  readonly user_id: string | null;
  readonly fields: readonly string[];
}

/**
 * The entries of a query behind a position, in order of position: along the log's primary key, whatever the filter, so that
 * a read costs `maxLookedAt` rows at the most and a walk to the end looks at each row once. Of one moment: nothing up to
 * `head` is missing.
 */
export async function selectFollowing(
  reader: DataSource,
  query: LogRequest,
  { range, bounds }: { readonly range: LogRange; readonly bounds: LogSliceBounds },
): Promise<LogSlice> {
  const parameters = new SqlParameters();
  const org = parameters.bind(query.org, 'text');
  const since = parameters.bind(range.since.toString(), 'bigint');
  const end = parameters.bind(lookUpTo(range, bounds).toString(), 'bigint');
  const maxEntries = parameters.bind(bounds.maxEntries, 'int');
  const maxBytes = parameters.bind(bounds.maxBytes, 'bigint');
  const found = `
    select ${logColumns}, activity.customer_visible, activity.datatype, activity.owner_id, activity.user_id, activity.fields
      from (
        select *
          from activity
         where activity.org = facts.org and activity.position > ${since} and activity.position <= ${end}
         order by activity.position
        offset 0
      ) as activity
     where ${feedConditions({ ...query, audience: query.customer ? 'customer' : 'staff' }, parameters)}
       ${aboutCustomer(query, parameters)}
     order by activity.position
     limit ${maxEntries}`;
  const rows: FollowingRow[] = await reader.query(
    `with ${orgScopeOf(org)}, facts as materialized (
       select scope.org, head.size
         from scope
        cross join lateral (
          select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
        ) as head
     )
     select facts.size, entry.found, ${entryColumns}, entry.customer_visible, entry.datatype, entry.owner_id,
            entry.user_id, entry.fields
       from facts
       left join lateral (
         ${measuredEntries(found, 'measured.position')}
       ) as entry on ${withinBytes(maxBytes)}
      order by entry.position`,
    [...parameters.values],
  );
  return logSlice(query, { rows, range, bounds });
}

/**
 * The subjects of an entry have rows of their own; the customer's is looked up by the whole of its key. The offset is a fence:
 * a join instead took 1.3 s for 5,000 entries before the first ANALYZE, the look-ups take 15 ms.
 */
function aboutCustomer({ customer }: LogRequest, parameters: SqlParameters): string {
  if (!customer) return '';
  return `and exists (
    select from activity_subject as subject
     where subject.org = facts.org and subject.datatype = ${parameters.bind(customer.datatype, 'text')}
       and subject.owner_id = ${parameters.bind(customer.ownerId, 'text')} and subject.customer_visible
       and subject.occurred_at = activity.occurred_at and subject.position = activity.position
    offset 0
  )`;
}

function lookUpTo({ since, upTo }: LogRange, { maxLookedAt }: LogSliceBounds): bigint {
  const end = since + BigInt(maxLookedAt);
  return upTo !== undefined && upTo < end ? upTo : end;
}

function logSlice(
  { org }: LogRequest,
  {
    rows,
    range,
    bounds,
  }: { readonly rows: readonly FollowingRow[]; readonly range: LogRange; readonly bounds: LogSliceBounds },
): LogSlice {
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a log are always one row at least');
  const head = toPosition(facts.size);
  const entries = rows.flatMap((row) => (row.id === null ? [] : [logEntry({ ...row, id: row.id }, org)]));
  const found = Number(facts.found ?? 0);
  const isCut = entries.length > 0 && (entries.length < found || found === bounds.maxEntries);
  const end = lookUpTo(range, bounds);
  const reached = end < head ? end : head;
  return {
    entries,
    head,
    lookedUpTo: (isCut && entries.at(-1)?.position) || toPosition(reached < range.since ? range.since : reached),
  };
}

function logEntry(row: FollowingRow & { readonly id: string }, org: LogRequest['org']): LogEntry {
  return {
    ...timelineEntry(org, row),
    customerVisible: row.customer_visible,
    datatype: row.datatype,
    ownerId: row.owner_id,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    fields: row.fields,
  };
}
