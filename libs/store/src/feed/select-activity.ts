import type { ActivityId, OrgId, RecordedActivity } from '@activity-log/activity';
import { uuidOf } from '../activity-uuid.js';
import type { Statements } from '../statements.js';
import { entryColumns, logColumns, timelineEntry, type TimelineRow } from '../timeline/timeline-rows.js';
import { orgScope } from '../org-scope.js';

/** Who asks for one activity: staff of the org, or a customer, who sees what customers may see about the own record. */
export interface ActivityReader {
  readonly org: OrgId;
  /** The record that the reader is, when it is a customer. */
  readonly customer?: { readonly datatype: string; readonly ownerId: string };
}

/** The activity of an id, or undefined when there is none that the reader may see. */
export async function selectActivity(
  reader: Statements,
  id: ActivityId,
  { org, customer }: ActivityReader,
): Promise<RecordedActivity | undefined> {
  const rows: (TimelineRow & { readonly id: string })[] = await reader.query(
    `with ${orgScope}
     select ${entryColumns}
       from scope
      cross join lateral (
        select ${logColumns}
          from activity
         where activity.org = scope.org and activity.id = $2::uuid and activity.wire is not null
           and ($3::text is null
                or activity.customer_visible
                   and exists (
                     select from activity_subject as subject
                      where subject.org = scope.org and subject.datatype = $3::text and subject.owner_id = $4::text
                        and subject.customer_visible
                        and subject.occurred_at = activity.occurred_at and subject.position = activity.position
                   ))
        offset 0
      ) as entry`,
    [org, uuidOf(id), customer?.datatype ?? null, customer?.ownerId ?? null],
  );
  const [row] = rows;
  return row && timelineEntry(org, row);
}
