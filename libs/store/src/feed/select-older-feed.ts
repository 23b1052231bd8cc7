import { toPosition, type Micros, type Position } from '@activity-log/activity';
import type { Statements } from '../statements.js';
import { maxPageBytes, measuredEntries, withinBytes } from '../timeline/bytes-bound.js';
import { entryColumns, logColumns } from '../timeline/timeline-rows.js';
import type { OlderStart } from '../timeline/select-older.js';
import { boundTime, feedConditions } from './feed-conditions.js';
import { feedIndexOf } from './feed-index.js';
import { feedRangeTable, rangePlaces } from './feed-ranges.js';
import type { FeedRequest } from './feed-request.js';
import { feedSlice, scopeFacts, type FeedRow, type FeedSlice } from './feed-rows.js';
import { SqlParameters } from './sql-parameters.js';

/** A place in the order of a feed. */
export interface FeedPlace {
  readonly occurredMicros: Micros;
  readonly position: Position;
}

/** A slice of a walk towards older entries. */
export interface OlderFeedSlice extends FeedSlice {
  /** Where looking ended before `limit` entries were found: behind it there may be more. */
  readonly stoppedAt?: FeedPlace;
}

interface OlderRow extends FeedRow {
  readonly looked: string | null;
  readonly stopped_micros: string | null;
  readonly stopped_position: string | null;
}

/**
 * Entries of a feed, newest first by (occurred, position), at most `limit`.
 *
 * Merges the newest `skip` + `limit` places of each range of the feed's index. For a customer, who may see of a type what
 * the index does not tell, looks at `maxEntries` entries at the most, and says where it stopped.
 */
export async function selectOlderFeed(
  reader: Statements,
  query: FeedRequest,
  { start, limit, maxEntries }: { readonly start: OlderStart; readonly limit: number; readonly maxEntries: number },
): Promise<OlderFeedSlice> {
  const parameters = new SqlParameters();
  const index = feedIndexOf(query);
  const { after, skip } = 'after' in start ? { after: start.after, skip: 0 } : { after: undefined, skip: start.skip };
  const looksAtEntries = query.audience === 'customer';
  const rangeLimit = parameters.bind(looksAtEntries ? maxEntries : skip + limit, 'int');
  const places = rangePlaces(index, {
    bounds: {
      before: {
        occurredAt: boundTime(after?.occurredMicros ?? query.toMicros, parameters),
        position: parameters.bind((after?.position ?? lastPosition).toString(), 'bigint'),
      },
      from: boundTime(query.fromMicros, parameters, '-infinity'),
      further: after ? `and position <= ${parameters.bind(after.upTo.toString(), 'bigint')}` : '',
    },
    limit: rangeLimit,
    parameters,
  });
  const found = `
    select logged.*
      from (
        select occurred_at, position from looked order by occurred_at desc, position desc
        ${looksAtEntries ? '' : `offset ${parameters.bind(skip, 'int')}`}
      ) as place
     cross join lateral (
       select ${logColumns}
         from (
           select * from activity where activity.org = facts.org and activity.position = place.position offset 0
         ) as activity
        where ${feedConditions(query, parameters)}
     ) as logged
     order by place.occurred_at desc, place.position desc
     limit ${parameters.bind(limit, 'int')} ${looksAtEntries ? `offset ${parameters.bind(skip, 'int')}` : ''}`;
  const rows: OlderRow[] = await reader.query(
    `with ${scopeFacts(query, parameters)},
     ${feedRangeTable(index, { types: query.types, parameters })},
     looked as materialized (
       select place.occurred_at, place.position
         from feed_range
        cross join lateral (${places}) as place
        order by place.occurred_at desc, place.position desc
        limit ${rangeLimit}
     ), stopped as materialized (
       select count(*) over () as looked, occurred_at, position from looked order by occurred_at, position limit 1
     )
     select facts.size, facts.known, entry.found, stopped.looked, stopped.position as stopped_position,
            (extract(epoch from stopped.occurred_at) * 1000000)::bigint as stopped_micros,
            ${entryColumns}
       from facts
       left join stopped on true
       left join lateral (
         ${measuredEntries(found, 'measured.occurred_at desc, measured.position desc')}
       ) as entry on ${withinBytes(maxPageBytes.toString())}
      order by entry.occurred_at desc, entry.position desc`,
    [...parameters.values],
  );
  return { ...feedSlice(query, rows), ...(looksAtEntries ? stopOf(rows[0], maxEntries) : {}) };
}

/** Greater than any position. */
const lastPosition = 9_223_372_036_854_775_807n;

function stopOf(row: OlderRow | undefined, maxEntries: number): Pick<OlderFeedSlice, 'stoppedAt'> {
  if (!row || Number(row.looked) < maxEntries) return {};
  if (row.stopped_micros === null || row.stopped_position === null) return {};
  return {
    stoppedAt: {
      occurredMicros: BigInt(row.stopped_micros) as Micros,
      position: toPosition(row.stopped_position),
    },
  };
}
