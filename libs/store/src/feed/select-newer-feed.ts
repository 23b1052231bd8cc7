import { toPosition, type Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { entryColumns, logColumns } from '../timeline/timeline-rows.js';
import { boundTime, feedConditions } from './feed-conditions.js';
import { feedIndexOf } from './feed-index.js';
import { feedRangeTable, rangePlaces } from './feed-ranges.js';
import type { FeedRequest } from './feed-request.js';
import { feedSlice, scopeFacts, type FeedRow, type FeedSlice } from './feed-rows.js';
import { maxEntriesLookedAt } from './max-entries-looked-at.js';
import { SqlParameters } from './sql-parameters.js';

/** A slice of what was recorded since a position. */
export interface NewerFeedSlice extends FeedSlice {
  /** Up to here the log was looked at; the end of the log unless `limit` or the bound of the read came first. */
  readonly lookedUpTo: Position;
}

interface NewerRow extends FeedRow {
  readonly looked_up_to: string;
}

/**
 * Entries of a feed recorded after `since`, in order of position, at most `limit`.
 *
 * When the log has grown by no more than {@link maxEntriesLookedAt}: along the log. Else through the feed's index, when the
 * whole feed has no more entries than that. Else along the next so many positions of the log only: `lookedUpTo` tells.
 */
export async function selectNewerFeed(
  reader: DataSource,
  query: FeedRequest,
  { since, limit }: { readonly since: Position; readonly limit: number },
): Promise<NewerFeedSlice> {
  const parameters = new SqlParameters();
  const index = feedIndexOf(query);
  const sinceParameter = parameters.bind(since.toString(), 'bigint');
  const bound = parameters.bind(maxEntriesLookedAt, 'int');
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
    limit: `${bound} + 1`,
    parameters,
  });
  const rows: NewerRow[] = await reader.query(
    `with ${scopeFacts(query, parameters)},
     ${feedRangeTable(index, { types: query.types, parameters })},
     feed as materialized (
       select place.position
         from (select from facts where facts.size - ${sinceParameter} > ${bound}) as grown
        cross join feed_range
        cross join lateral (${places}) as place
        limit ${bound} + 1
     ), way as materialized (
       select facts.*, facts.size - ${sinceParameter} > ${bound} and counted.entries <= ${bound} as through_feed,
              case when counted.entries <= ${bound} then facts.size
                   else least(facts.size, ${sinceParameter} + ${bound}) end as looked_up_to
         from facts cross join (select count(*) as entries from feed) as counted
     )
     select way.size, way.known, way.looked_up_to, ${entryColumns}
       from way
       left join lateral (
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
         (select ${logColumns}
            from (
              select *
                from activity
               where not way.through_feed
                 and activity.org = way.org and activity.position > ${sinceParameter} and activity.position <= way.looked_up_to
               order by activity.position
              offset 0
            ) as activity
           where ${conditions}
           order by activity.position
           limit ${pageLimit})
       ) as entry on true
      order by entry.position`,
    [...parameters.values],
  );
  return { ...feedSlice(query, rows), lookedUpTo: toPosition(rows[0]?.looked_up_to ?? 0n) };
}
