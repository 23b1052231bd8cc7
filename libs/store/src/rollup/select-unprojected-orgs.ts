import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';

/** Orgs with positions that are not counted yet, those that wait longest first; creates the cursors of new orgs. */
export async function selectUnprojectedOrgs(projector: DataSource, maxOrgs: number): Promise<readonly OrgId[]> {
  const rows: { org: OrgId; is_new: boolean }[] = await projector.query(
    `select org_head.org, projection_cursor.org is null as is_new
       from org_head left join projection_cursor on projection_cursor.org = org_head.org
      where org_head.size > coalesce(projection_cursor.position, 0)
      order by org_head.recorded_at
      limit $1::int`,
    [maxOrgs],
  );
  const created = rows.filter((row) => row.is_new).map(({ org }) => org);
  if (created.length > 0) {
    await projector.query(
      `insert into projection_cursor (org) select org from unnest($1::text[]) as new (org) order by org
       on conflict do nothing`,
      [created],
    );
  }
  return rows.map(({ org }) => org);
}
