/** What of a row of the log the rollups count: the columns of the relation `entry` that {@link cellsOfEntries} reads. */
export const rolledColumns = `datatype, owner_id, type, customer_visible, coalesce(user_id, '') as user_id, fields,
              date_trunc('hour', occurred_at, 'UTC') as hour`;

/**
 * Entries of a `with`, behind `entry`: `cell` has a row for each count of activity_rollup that the entries are in, one for
 * each of its widths and splits, and how many of them are in it.
 */
export const cellsOfEntries = `
     finest as materialized (
       select hour, user_id, 0 as by_field, '' as field, datatype, type, customer_visible, count(*) as entries
         from entry
        group by hour, user_id, datatype, type, customer_visible
        union all
       select hour, user_id, 2, changed.field, datatype, type, customer_visible, count(*)
         from entry
        cross join lateral (select distinct unnest(entry.fields) as field) as changed
        group by hour, user_id, changed.field, datatype, type, customer_visible
     ), cell as materialized (
       select split, key_user as user_id, field, grain, bucket, datatype, type, customer_visible,
              sum(entries)::bigint as entries
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
     )`;
