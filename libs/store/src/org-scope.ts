/**
 * Begins the `with` of every statement of a reader: sets the org that row-level security lets the rest of the statement see,
 * with the statement, so that it costs no round trip, and only for it. Everything else joins laterally to `scope`, so that
 * nothing is read before the org is set. `org` is the placeholder of the org.
 */
export function orgScopeOf(org: string): string {
  return `scope as materialized (select set_config('activity_log.org', ${org}, true) as org)`;
}

/** {@link orgScopeOf} for statements whose $1 is the org. */
export const orgScope = orgScopeOf('$1::text');
