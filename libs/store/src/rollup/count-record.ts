import { instantOf } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { FeedRequest, FeedScope } from '../feed/feed-request.js';
import { maxCountedRows } from './counted-rows.js';
import { factsOfCounts } from './facts-of-counts.js';
import type { FeedTotal } from './feed-counter.js';

/** The feed of one record. */
export interface RecordFeed extends FeedRequest {
  readonly scope: Extract<FeedScope, { readonly kind: 'record' }>;
}

const filters = '($4::text[] is null or type = any($4::text[])) and ($5::boolean or customer_visible)';

/** What the log has beyond the rollups, of this record. */
const tailRows = `
  select type, customer_visible, user_id, fields, occurred_at
    from (
      select datatype, owner_id, type, customer_visible, user_id, fields, occurred_at
        from activity
       where org = facts.org and position > facts.position
       order by position
       limit ${maxCountedRows.toString()}
    ) as latest
   where datatype = $2::text and owner_id = $3::text`;

/** The total of a record's feed, of certain types or of all: out of the record's counters and what the log has beyond them. */
export async function countRecord(reader: DataSource, feed: RecordFeed): Promise<FeedTotal> {
  const rows: { beyond: string; total: string }[] = await reader.query(
    `with ${factsOfCounts}
     select facts.size - facts.position as beyond, (counted.entries + tail.entries)::bigint as total
       from facts
      cross join lateral (
        select coalesce(sum(entries), 0) as entries
          from record_counter
         where org = facts.org and datatype = $2::text and owner_id = $3::text and ${filters}
      ) as counted
      cross join lateral (
        select count(*) as entries from (${tailRows}) as entry where ${filters}
      ) as tail`,
    [feed.org, feed.scope.datatype, feed.scope.ownerId, feed.types ?? null, feed.audience === 'staff'],
  );
  const [row] = rows;
  if (!row) throw new RangeError('a count is always one row');
  return { total: BigInt(row.total), exact: Number(row.beyond) <= maxCountedRows };
}

/**
 * The total of a record's feed of one user, field or span: looks at the record's entries of the types that it has, in the
 * span, and counts those that meet the filter. Of more than {@link maxCountedRows} it looks at as many as that.
 */
export async function countRecordRows(reader: DataSource, feed: RecordFeed): Promise<FeedTotal> {
  const rows: { beyond: string; seen: string; total: string }[] = await reader.query(
    `with ${factsOfCounts}, seen as materialized (
       select entry.*
         from facts
        cross join lateral (
          select distinct type
            from record_counter
           where org = facts.org and datatype = $2::text and owner_id = $3::text and ${filters}
          offset 0
        ) as kind
        cross join lateral (
          select type, customer_visible, user_id, fields, occurred_at
            from activity
           where org = facts.org and datatype = $2::text and owner_id = $3::text and type = kind.type
             and occurred_at >= $8::timestamptz and occurred_at <= $9::timestamptz and position <= facts.position
          offset 0
        ) as entry
        limit ${(maxCountedRows + 1).toString()}
     ), tail as materialized (
       select entry.* from facts cross join lateral (${tailRows}) as entry
     )
     select facts.size - facts.position as beyond, (select count(*) from seen) as seen,
            (select count(*)
               from (select * from seen union all select * from tail) as entry
              where ${filters} and occurred_at >= $8::timestamptz and occurred_at <= $9::timestamptz
                and ($6::text is null or user_id = $6::text) and ($7::text is null or $7::text = any(fields))) as total
       from facts`,
    [
      feed.org,
      feed.scope.datatype,
      feed.scope.ownerId,
      feed.types ?? null,
      feed.audience === 'staff',
      feed.userId ?? null,
      feed.field ?? null,
      feed.fromMicros === undefined ? '-infinity' : (instantOf(feed.fromMicros)?.text ?? '-infinity'),
      feed.toMicros === undefined ? 'infinity' : (instantOf(feed.toMicros)?.text ?? 'infinity'),
    ],
  );
  const [row] = rows;
  if (!row) throw new RangeError('a count is always one row');
  const exact = Number(row.beyond) <= maxCountedRows && Number(row.seen) <= maxCountedRows;
  return { total: BigInt(row.total), exact };
}
