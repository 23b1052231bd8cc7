import { orgScope } from '../org-scope.js';

/**
 * Opens the `with` of every statement on counts: the org, and where its log (`size`) and its rollups (`position`) end, all of
 * one snapshot. Everything else joins laterally to `facts`. $1 org.
 */
export const factsOfCounts = `
    ${orgScope}, facts as materialized (
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
