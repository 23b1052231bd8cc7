import type { Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { timelineKeyOf } from '../timeline-key.js';
import { maxPageBytes, measuredEntries, withinBytes } from './bytes-bound.js';
import type { TimelineRequest, TimelineSlice } from './timeline-request.js';
import { entryColumns, joinLog, logColumns, scopeHeadTotal, timelineSlice, type TimelineRow } from './timeline-rows.js';

/** How much one read of what is newer looks at, at the most. A walk goes on where a read stopped. */
export interface NewerBounds {
  /** Positions of the log, each of which costs a look-up in the timeline. */
  readonly maxPositions: number;
  /** Entries of a timeline, in its index alone. */
  readonly maxTimelineEntries: number;
}

/** 2,000 look-ups are 8,000 buffers, 50,000 entries of the index 700: some milliseconds each. */
export const newerBounds: NewerBounds = { maxPositions: 2_000, maxTimelineEntries: 50_000 };

/**
 * Entries recorded after a position, in order of position, late arrivals with old timestamps among them.
 *
 * Along the log from `since`, keeping what belongs to the timeline, when the log grew by little or the timeline is long;
 * else through the timeline, keeping what is newer. A long timeline of which the next positions hold less than `limit` is
 * looked at no further: `lookedUpTo` tells.
 */
export async function selectNewer(
  reader: DataSource,
  query: TimelineRequest,
  { since, bounds }: { readonly since: Position; readonly bounds: NewerBounds },
): Promise<TimelineSlice> {
  const key = timelineKeyOf(query.owner);
  const rows: TimelineRow[] = await reader.query(
    `${scopeHeadTotal}, way as materialized (
       select facts.*, wide.looks_through,
              case when wide.looks_through then facts.size else least(facts.size, $6::bigint + $7::int) end as looked_up_to
         from facts
        cross join lateral (
          select facts.size - $6::bigint > $7::int and facts.total <= $8::int as looks_through
        ) as wide
     )
     select facts.size, facts.total, facts.looked_up_to, entry.found, ${entryColumns}
       from way as facts
       left join lateral (
         ${measuredEntries(`(${alongTheLog}) union all (${throughTheTimeline})`, 'measured.position')}
       ) as entry on ${withinBytes(maxPageBytes.toString())}
      order by entry.position`,
    [
      query.org,
      key.datatype,
      key.ownerId,
      query.audience === 'staff',
      query.limit,
      since.toString(),
      bounds.maxPositions,
      bounds.maxTimelineEntries,
    ],
  );
  return timelineSlice(query.org, rows);
}

const alongTheLog = `
  select ${logColumns}
    from activity
   cross join lateral (
     select from activity_subject as subject
      where subject.org = facts.org and subject.datatype = $2::text and subject.owner_id = $3::text
        and subject.customer_visible = activity.customer_visible
        and subject.occurred_at = activity.occurred_at and subject.position = activity.position
     offset 0
   ) as membership
   where not facts.looks_through
     and activity.org = facts.org and activity.position > $6::bigint and activity.position <= facts.looked_up_to
     and (activity.customer_visible or $4::boolean)
   order by activity.position
   limit $5::int`;

const throughTheTimeline = `
  select logged.*
    from (
      select subject.position
        from activity_subject as subject
       where facts.looks_through
         and subject.org = facts.org and subject.datatype = $2::text and subject.owner_id = $3::text
         and (subject.customer_visible or $4::boolean)
         and subject.position > $6::bigint
       order by subject.position
       limit $5::int
    ) as place
    ${joinLog}`;
