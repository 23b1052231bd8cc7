import type { OrgId, Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';

/** Positions of one org: after `after`, up to `upTo`. */
export interface PositionRange {
  readonly org: OrgId;
  readonly after: Position;
  readonly upTo: Position;
}

/**
 * Adds the entries of a range of positions to the counts. Each range must be added once; erased entries count nowhere.
 *
 * A row of the log becomes one count for each of its widths and splits (see activity_rollup), summed over the range first:
 * the larger the range, the fewer rows are written for an entry.
 */
export async function rollUpPositions(tx: EntityManager, { org, after, upTo }: PositionRange): Promise<void> {
  await tx.query(
    `with entry as materialized (
       select datatype, owner_id, type, customer_visible, coalesce(user_id, '') as user_id, fields,
              date_trunc('hour', occurred_at, 'UTC') as hour
         from activity
        where org = $1::text and position > $2::bigint and position <= $3::bigint and occurred_at is not null
     ), finest as materialized (
       select hour, user_id, 0 as by_field, '' as field, datatype, type, customer_visible, count(*) as entries
         from entry
        group by hour, user_id, datatype, type, customer_visible
        union all
       select hour, user_id, 2, changed.field, datatype, type, customer_visible, count(*)
         from entry
        cross join lateral (select distinct unnest(entry.fields) as field) as changed
        group by hour, user_id, changed.field, datatype, type, customer_visible
     ), rolled as (
       insert into activity_rollup as cell
              (org, split, user_id, field, grain, bucket, datatype, type, customer_visible, entries)
       select $1::text, split, key_user, field, grain, bucket, datatype, type, customer_visible, sum(entries)::bigint
         from (
           select finest.by_field + by_user as split, case by_user when 1 then user_id else '' end as key_user,
                  field, grain, datatype, type, customer_visible, entries,
                  case grain when 0 then '-infinity'::timestamptz
                             when 1 then date_trunc('month', hour, 'UTC')
                             when 2 then date_trunc('day', hour, 'UTC')
                             else hour end as bucket
             from finest
            cross join generate_series(0, 1) as by_user
            cross join generate_series(0, 3) as grain
         ) as cube
        -- Of one user and one field there is little in a day: its hours are not worth their rows.
        where not (split = 3 and grain = 3)
        group by split, key_user, field, grain, bucket, datatype, type, customer_visible
       on conflict (org, split, user_id, field, grain, bucket, datatype, type, customer_visible)
       do update set entries = cell.entries + excluded.entries
     )
     insert into record_counter as counter (org, datatype, owner_id, type, customer_visible, entries)
     select $1::text, datatype, owner_id, type, customer_visible, count(*)
       from entry
      group by datatype, owner_id, type, customer_visible
     on conflict (org, datatype, owner_id, type, customer_visible)
     do update set entries = counter.entries + excluded.entries`,
    [org, after.toString(), upTo.toString()],
  );
}
