import { instantOf, type Micros, type Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { timelineKeyOf } from '../timeline-key.js';
import { maxPageBytes, measuredEntries, withinBytes } from './bytes-bound.js';
import type { TimelineRequest, TimelineSlice } from './timeline-request.js';
import { entryColumns, joinLog, scopeHeadTotal, timelineSlice, type TimelineRow } from './timeline-rows.js';

/** Where a walk towards older entries continues. */
export interface OlderThan {
  readonly occurredMicros: Micros;
  readonly position: Position;
  /** Entries recorded after this position are left out. */
  readonly upTo: Position;
}

/** A place in a timeline: behind an entry, or behind the newest `skip` entries. */
export type OlderStart = { readonly after: OlderThan } | { readonly skip: number };

/**
 * Entries in the order of timelines, newest first. Reads at most 2 × (`skip` + `limit`) index entries:
 * what customers may see and what only staff may see are two ranges of one index, merged.
 */
export async function selectOlder(
  reader: DataSource,
  query: TimelineRequest,
  start: OlderStart,
): Promise<TimelineSlice> {
  const key = timelineKeyOf(query.owner);
  const { after, skip } = 'after' in start ? { after: start.after, skip: 0 } : { after: undefined, skip: start.skip };
  const rows: TimelineRow[] = await reader.query(
    `${scopeHeadTotal}
     select facts.size, facts.total, entry.found, ${entryColumns}
       from facts
       left join lateral (
         ${measuredEntries(found, 'measured.occurred_at desc, measured.position desc')}
       ) as entry on ${withinBytes(maxPageBytes.toString())}
      order by entry.occurred_at desc, entry.position desc`,
    [
      query.org,
      key.datatype,
      key.ownerId,
      query.audience === 'staff',
      query.limit,
      skip,
      after ? (instantOf(after.occurredMicros)?.text ?? null) : null,
      after?.position.toString() ?? null,
      after?.upTo.toString() ?? null,
    ],
  );
  return timelineSlice(query.org, rows);
}

const found = `
  select logged.*
    from (
      (${visibleRange('true')})
      union all
      (${visibleRange('false')})
      order by occurred_at desc, position desc
      limit $5::int offset $6::int
    ) as place
   ${joinLog}`;

function visibleRange(customerVisible: 'true' | 'false'): string {
  return `select subject.occurred_at, subject.position
            from activity_subject as subject
           where subject.org = facts.org and subject.datatype = $2::text and subject.owner_id = $3::text
             and subject.customer_visible = ${customerVisible}
             ${customerVisible === 'false' ? 'and $4::boolean' : ''}
             and (subject.occurred_at, subject.position) <
                 (coalesce($7::timestamptz, 'infinity'),
                  coalesce($8::bigint, 9223372036854775807))
             and subject.position <= coalesce($9::bigint, 9223372036854775807)
           order by subject.occurred_at desc, subject.position desc
           limit $5::int + $6::int`;
}
