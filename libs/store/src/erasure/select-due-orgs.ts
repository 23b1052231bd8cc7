import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';

/**
 * Orgs that retention has something to do in. What is behind a horizon was recorded in the order of the positions, so one
 * look at the next entry says whether any is past its time.
 */
export async function selectDueOrgs(
  eraser: DataSource,
  { before, after, limit }: { readonly before: Date; readonly after: string; readonly limit: number },
): Promise<readonly OrgId[]> {
  const rows: { org: OrgId }[] = await eraser.query(
    `select org_head.org
       from org_head
      where org_head.org > $1::text and org_head.plan = 'standard'
        and (exists (select from activity
                      where activity.org = org_head.org and activity.position = org_head.horizon + 1
                        and activity.recorded_at < $2::timestamptz)
             or exists (select from passed_over_review where passed_over_review.org = org_head.org))
      order by org_head.org
      limit $3::int`,
    [after, before, limit],
  );
  return rows.map(({ org }) => org);
}
