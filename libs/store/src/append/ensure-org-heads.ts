import type { OrgId } from '@activity-log/activity';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Creates the head and the relay cursor of orgs that have none, in sorted order. Given a DataSource it commits at once: before
 * the append's transaction, which then only ever locks rows that exist: in one order, so without deadlock.
 */
export async function ensureOrgHeads(db: DataSource | EntityManager, orgs: readonly OrgId[]): Promise<void> {
  await db.query(
    `with head as (
       insert into org_head (org) select org from unnest($1::text[]) as new (org) order by org
       on conflict do nothing
     )
     insert into relay_cursor (org) select org from unnest($1::text[]) as new (org) order by org
     on conflict do nothing`,
    [orgs],
  );
}
