import type { DataSource } from 'typeorm';

/** Activities that are in the log and not in the rollups yet, of all orgs. */
export async function selectProjectionLag(projector: DataSource): Promise<number> {
  const rows: { rows: string }[] = await projector.query(
    `select coalesce(sum(org_head.size - coalesce(projection_cursor.position, 0)), 0)::bigint as rows
       from org_head left join projection_cursor on projection_cursor.org = org_head.org`,
  );
  return Number(rows[0]?.rows ?? 0);
}
