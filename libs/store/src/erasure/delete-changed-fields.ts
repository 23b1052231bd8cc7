import type { OrgId, Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';

/**
 * Takes entries out from under the fields that they changed: the inverse of `insertChangedFields`, out of the log itself.
 * Each is looked up by its key; a join would be planned as a scan of all changed fields (measured: 350 ms a batch of any size
 * among 750,000).
 */
export async function deleteChangedFields(
  tx: LogTransaction,
  org: OrgId,
  positions: readonly Position[],
): Promise<void> {
  await tx.query(
    `with place as materialized (
       select changed.field, place.user_id, place.owner_id, activity.datatype, activity.type, activity.occurred_at,
              activity.position
         from activity
        cross join lateral (select distinct unnest(activity.fields) as field) as changed
        cross join lateral (
          values ('', ''), (activity.user_id, ''), ('', activity.owner_id), (activity.user_id, activity.owner_id)
        ) as place (user_id, owner_id)
        where activity.org = $1::text and activity.position = any($2::bigint[]) and place.user_id is not null
     )
     delete from activity_field
      where ctid = any(array(
        select indexed.ctid
          from place
         cross join lateral (
           select ctid
             from activity_field as indexed
            where indexed.org = $1::text and indexed.field = place.field and indexed.user_id = place.user_id
              and indexed.owner_id = place.owner_id and indexed.datatype = place.datatype and indexed.type = place.type
              and indexed.occurred_at = place.occurred_at and indexed.position = place.position
           offset 0
         ) as indexed
      ))`,
    [org, positions.map(String)],
  );
}
