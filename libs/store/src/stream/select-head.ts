import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orgScope } from '../org-scope.js';

/** The last position of an org's log; 0 for an org that has none. */
export async function selectHead(reader: DataSource, org: OrgId): Promise<Position> {
  const rows: { size: string }[] = await reader.query(
    `with ${orgScope}
     select head.size
       from scope
      cross join lateral (
        select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
      ) as head`,
    [org],
  );
  return toPosition(rows[0]?.size ?? 0n);
}
