import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';

/**
 * Creates the head and the relay cursor of orgs that have none, committed at once, in sorted order.
 * Outside the append's transaction, which then only ever locks rows that exist: in one order, so without deadlock.
 */
export async function ensureOrgHeads(dataSource: DataSource, orgs: readonly OrgId[]): Promise<void> {
  await dataSource.query(
    `with head as (
       insert into org_head (org) select org from unnest($1::text[]) as new (org) order by org
       on conflict do nothing
     )
     insert into relay_cursor (org) select org from unnest($1::text[]) as new (org) order by org
     on conflict do nothing`,
    [orgs],
  );
}
