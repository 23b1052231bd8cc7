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

/** Entries of a record that are looked at one by one, at the most. */
export const maxRecordRows = 10_000;

/** Entries of a record that are counted in an index alone, at the most: a tenth of the cost of looking at an entry. */
export const maxIndexedRows = 200_000;

/** Which entries of a record are looked at. */
interface RecordRows {
  /** Selects entries of `facts.org`, `kind.type` and the span that the rollups count. */
  readonly text: string;
  readonly limit: number;
}

const ofKindInSpan = `datatype = $2::text and owner_id = $3::text and type = kind.type
             and occurred_at >= $8::timestamptz and occurred_at <= $9::timestamptz and position <= facts.position`;

/**
 * The total of a record's feed of one user, field or span: goes through the record's entries of the types that it has, in
 * the span, and counts those that meet the filter; in an index alone where one tells all that is asked for. Of more entries
 * than its limit it counts as many as that.
 */
export async function countRecordRows(reader: DataSource, feed: RecordFeed): Promise<FeedTotal> {
  const { text, limit } = recordRows(feed);
  const rows: { beyond: string; seen: string; total: string }[] = await reader.query(
    `with ${factsOfCounts}, seen as materialized (
       select count(*) as entries, count(*) filter (where entry.counts) as counted
         from (
           select entry.counts
             from facts
            cross join lateral (
              select distinct type
                from record_counter
               where org = facts.org and datatype = $2::text and owner_id = $3::text and ${filters}
              offset 0
            ) as kind
            cross join lateral (${text} offset 0) as entry
            limit ${(limit + 1).toString()}
         ) as entry
     )
     select facts.size - facts.position as beyond, seen.entries as seen, seen.counted + tail.counted as total
       from facts
      cross join seen
      cross join lateral (
        select count(*) as counted
          from (${tailRows}) as entry
         where ${filters} and occurred_at >= $8::timestamptz and occurred_at <= $9::timestamptz
           and ($6::text is null or user_id = $6::text) and ($7::text is null or $7::text = any(fields))
      ) as tail`,
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
  return { total: BigInt(row.total), exact: Number(row.beyond) <= maxCountedRows && Number(row.seen) <= limit };
}

const meets = '($5::boolean or customer_visible) and ($6::text is null or user_id = $6::text)';

function recordRows({ userId, field, audience }: RecordFeed): RecordRows {
  // No index has the user of a record's entries, nor what customers may see of them.
  const looksAtEntries = userId !== undefined || audience === 'customer';
  const limit = looksAtEntries ? maxRecordRows : maxIndexedRows;
  if (field === undefined) {
    const counts = looksAtEntries ? meets : 'true';
    return { text: `select ${counts} as counts from activity where org = facts.org and ${ofKindInSpan}`, limit };
  }
  const changed = `from activity_field
             where org = facts.org and field = $7::text and user_id = '' and ${ofKindInSpan}`;
  if (!looksAtEntries) return { text: `select true as counts ${changed}`, limit };
  return {
    text: `select logged.counts
           from (select position ${changed} offset 0) as place
          cross join lateral (
            select ${meets} as counts from activity where org = facts.org and position = place.position offset 0
          ) as logged`,
    limit,
  };
}
