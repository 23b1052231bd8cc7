import { toPosition, type Position } from '@activity-log/activity';
import type { Statements } from '../statements.js';
import { maxPageBytes, measuredEntries, withinBytes } from '../timeline/bytes-bound.js';
import { entryColumns, logColumns } from '../timeline/timeline-rows.js';
import { boundTime, feedConditions } from './feed-conditions.js';
import { feedIndexOf } from './feed-index.js';
import { feedRangeTable, rangePlaces } from './feed-ranges.js';
import type { FeedRequest } from './feed-request.js';
import { feedSlice, scopeFacts, type FeedRow, type FeedSlice } from './feed-rows.js';
import type { LookBounds } from './look-bounds.js';
import { SqlParameters } from './sql-parameters.js';

/** A slice of what was recorded since a position. */
export interface NewerFeedSlice extends FeedSlice {
  /** Up to here the log was looked at; the end of the log unless `limit` or the bound of the read came first. */
  readonly lookedUpTo: Position;
}

interface NewerRow extends FeedRow {
  readonly looked_up_to: string;
}

/** Where a read of what is newer begins, and how much it takes on. */
export interface NewerStart {
  readonly since: Position;
  readonly limit: number;
  readonly bounds: LookBounds;
}

/**
 * Entries of a feed recorded after `since`, in order of position, at most `limit`.
 *
 * Looks along the next few positions of the log, which is all there is for whoever asks often, and enough where the feed is
 * dense. When they hold less than `limit` and are not all: through the feed's index, when the whole feed is short; else
 * along further positions of the log, as many as the bound allows: `lookedUpTo` tells.
 */
export async function selectNewerFeed(
  reader: Statements,
  query: FeedRequest,
  { since, limit, bounds }: NewerStart,
): Promise<NewerFeedSlice> {
  const parameters = new SqlParameters();
  const index = feedIndexOf(query);
  const sinceParameter = parameters.bind(since.toString(), 'bigint');
  const near = parameters.bind(bounds.maxNearPositions, 'int');
  const far = parameters.bind(bounds.maxFarPositions, 'int');
  const maxFeedEntries = parameters.bind(bounds.maxFeedEntries, 'int');
  const pageLimit = parameters.bind(limit, 'int');
  const conditions = feedConditions(query, parameters);
  const places = rangePlaces(index, {
    bounds: {
      before: {
        occurredAt: boundTime(query.toMicros, parameters),
        position: parameters.bind('9223372036854775807', 'bigint'),
      },
      from: boundTime(query.fromMicros, parameters, '-infinity'),
      further: '',
    },
    limit: `${maxFeedEntries} + 1`,
    parameters,
  });
  const alongTheLog = (positions: string, onlyIf: string): string => `
    select ${logColumns}
      from (
        select *
          from activity
         where ${onlyIf} and activity.org = way.org
           and activity.position > ${sinceParameter} and activity.position <= ${sinceParameter} + ${positions}
         order by activity.position
        offset 0
      ) as activity
     where ${conditions}
     order by activity.position
     limit ${pageLimit}`;
  const found = `
    (select near.* from near where not way.through_feed and not way.is_far)
     union all
    (select logged.*
       from (
         select feed.position from feed where way.through_feed and feed.position > ${sinceParameter} order by feed.position
       ) as place
      cross join lateral (
        select ${logColumns}
          from (
            select * from activity where activity.org = way.org and activity.position = place.position offset 0
          ) as activity
         where ${conditions}
      ) as logged
      order by place.position
      limit ${pageLimit})
     union all
    (${alongTheLog(far, 'way.is_far')})`;
  const rows: NewerRow[] = await reader.query(
    `with ${scopeFacts(query, parameters)},
     ${feedRangeTable(index, { types: query.types, parameters })},
     near as materialized (
       select entry.* from facts as way cross join lateral (${alongTheLog(near, 'true')}) as entry
     ), feed as materialized (
       select place.position
         from (
           select from facts
            where facts.size - ${sinceParameter} > ${near} and (select count(*) from near) < ${pageLimit}
         ) as looking
        cross join feed_range
        cross join lateral (${places}) as place
        limit ${maxFeedEntries} + 1
     ), way as materialized (
       select facts.*, wide.looks and feed.entries <= ${maxFeedEntries} as through_feed,
              wide.looks and feed.entries > ${maxFeedEntries} as is_far,
              case when wide.looks and feed.entries <= ${maxFeedEntries} then facts.size
                   else least(facts.size, ${sinceParameter} + case when wide.looks then ${far} else ${near} end)
              end as looked_up_to
         from facts
        cross join (select count(*) as entries from feed) as feed
        cross join lateral (
          select facts.size - ${sinceParameter} > ${near} and (select count(*) from near) < ${pageLimit} as looks
        ) as wide
     )
     select way.size, way.known, way.looked_up_to, entry.found, ${entryColumns}
       from way
       left join lateral (
         ${measuredEntries(found, 'measured.position')}
       ) as entry on ${withinBytes(maxPageBytes.toString())}
      order by entry.position`,
    [...parameters.values],
  );
  return { ...feedSlice(query, rows), lookedUpTo: toPosition(rows[0]?.looked_up_to ?? 0n) };
}
