import { instantOf } from '@activity-log/activity';
import type { FeedRequest, FeedScope } from '../feed/feed-request.js';
import type { Statements } from '../statements.js';
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
export async function countRecord(reader: Statements, feed: RecordFeed): Promise<FeedTotal> {
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

/** Entries of a record that are counted in an index alone, at the most: some 20 ms. */
export const maxIndexedRows = 200_000;

/** Entries of a record that are looked at one by one, at the most: ten times the cost of counting them in an index. */
export const maxRecordRows = 10_000;

/**
 * The total of a record's feed of one user, field or span: counts, in the one index that holds all of the filter, the entries
 * of each type that the record has. Of more entries than {@link maxIndexedRows} it counts as many as that.
 *
 * Of a type that customers may see sometimes only, a customer's entries are looked at: then {@link maxRecordRows} is the
 * bound. The counters tell, and the catalogue has no such type; one of another release may have been.
 */
export async function countRecordRows(reader: Statements, feed: RecordFeed): Promise<FeedTotal> {
  const rows: { beyond: string; is_within: boolean; total: string }[] = await reader.query(
    `with ${factsOfCounts}, kind as materialized (
       select counter.type, not $5::boolean and not bool_and(counter.customer_visible) as is_mixed
         from facts
        cross join lateral (
          select type, customer_visible
            from record_counter
           where org = facts.org and datatype = $2::text and owner_id = $3::text
             and ($4::text[] is null or type = any($4::text[]))
          offset 0
        ) as counter
        group by counter.type
       having $5::boolean or bool_or(counter.customer_visible)
     ), bound as materialized (
       select case when bool_or(kind.is_mixed) then ${maxRecordRows.toString()} else ${maxIndexedRows.toString()} end as entries
         from kind
     ), seen as materialized (
       select count(*) as entries, count(*) filter (where entry.counts) as counted
         from (
           select not entry.is_mixed or exists (
                    select from activity where org = entry.org and position = entry.position and customer_visible
                  ) as counts
             from (
               select facts.org, kind.is_mixed, place.position
                 from facts
                cross join kind
                cross join lateral (${indexedPlaces(feed)}) as place
                limit (select entries + 1 from bound)
             ) as entry
         ) as entry
     )
     select facts.size - facts.position as beyond, seen.entries <= bound.entries as is_within,
            seen.counted + tail.counted as total
       from facts
      cross join bound
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
  return { total: BigInt(row.total), exact: Number(row.beyond) <= maxCountedRows && row.is_within };
}

/**
 * Selects the positions, among those that the rollups count, of the feed's entries of `kind.type`: a range of the one index
 * that has all of these columns in front.
 */
function indexedPlaces({ userId, field }: RecordFeed): string {
  const ofRecord = `org = facts.org and datatype = $2::text and owner_id = $3::text and type = kind.type
                     and occurred_at >= $8::timestamptz and occurred_at <= $9::timestamptz and position <= facts.position`;
  if (field !== undefined) {
    return `select position from activity_field
                   where field = $7::text and user_id = coalesce($6::text, '') and ${ofRecord} offset 0`;
  }
  return `select position from activity
                   where ${ofRecord} ${userId === undefined ? '' : 'and user_id = $6::text'} offset 0`;
}
