/**
 * Opens the `with` of every statement on counts: sets the org that row-level security lets the rest of the statement see,
 * and reads where its log (`size`) and its rollups (`position`) end, all of one snapshot. Everything else joins laterally
 * to `facts`, so that nothing is read before the org is set. $1 org.
 */
export const factsOfCounts = `
    scope as materialized (
      select set_config('activity_log.org', $1::text, true) as org
    ), facts as materialized (
      select scope.org, head.size, projected.position
        from scope
       cross join lateral (
         select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
       ) as head
       cross join lateral (
         select coalesce(max(projection_cursor.position), 0) as position
           from projection_cursor
          where projection_cursor.org = scope.org
       ) as projected
    )`;
