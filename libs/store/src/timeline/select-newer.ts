import type { Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { timelineKeyOf } from '../timeline-key.js';
import type { TimelineRequest, TimelineSlice } from './timeline-request.js';
import { entryColumns, joinLog, logColumns, scopeHeadTotal, timelineSlice, type TimelineRow } from './timeline-rows.js';

/**
 * Entries recorded after a position, in order of position, late arrivals with old timestamps among them.
 *
 * Takes the shorter of two ways: along the log from `since`, keeping what belongs to the timeline, when the timeline has
 * at least as many entries as the log has grown by; else through the timeline, keeping what is newer. So the cost is
 * bounded by the smaller of the two.
 */
export async function selectNewer(reader: DataSource, query: TimelineRequest, since: Position): Promise<TimelineSlice> {
  const key = timelineKeyOf(query.owner);
  const rows: TimelineRow[] = await reader.query(
    `${scopeHeadTotal}
     select facts.size, facts.total, ${entryColumns}
       from facts
       left join lateral (
         (${alongTheLog})
         union all
         (${throughTheTimeline})
       ) as entry on true
      order by entry.position`,
    [query.org, key.datatype, key.ownerId, query.audience === 'staff', query.limit, since.toString()],
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
   where facts.size - $6::bigint <= facts.total
     and activity.org = facts.org and activity.position > $6::bigint
     and (activity.customer_visible or $4::boolean)
   order by activity.position
   limit $5::int`;

const throughTheTimeline = `
  select logged.*
    from (
      select subject.position
        from activity_subject as subject
       where facts.size - $6::bigint > facts.total
         and subject.org = facts.org and subject.datatype = $2::text and subject.owner_id = $3::text
         and (subject.customer_visible or $4::boolean)
         and subject.position > $6::bigint
       order by subject.position
       limit $5::int
    ) as place
    ${joinLog}`;
