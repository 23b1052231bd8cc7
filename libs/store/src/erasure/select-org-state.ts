import { toPosition, type OrgId, type Plan } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { OrgState } from './org-custodian.js';

interface StateRow {
  readonly plan: Plan;
  readonly size: string;
  readonly horizon: string;
  readonly passed_over: string;
  /** null, like every column after it, without a hold. */
  readonly datatype: string | null;
  readonly owner_id: string;
  readonly placed_at: Date;
  readonly placed_by: string;
}

/** How an org stands, with its holds in the order in which they were placed. */
export async function selectOrgState(custodian: DataSource, org: OrgId): Promise<OrgState | undefined> {
  const rows: StateRow[] = await custodian.query(
    `select org_head.plan, org_head.size, org_head.horizon,
            (select count(*) from passed_over where passed_over.org = org_head.org) as passed_over,
            legal_hold.datatype, legal_hold.owner_id, legal_hold.placed_at, legal_hold.placed_by
       from org_head left join legal_hold on legal_hold.org = org_head.org
      where org_head.org = $1::text
      order by legal_hold.placed_at, legal_hold.datatype, legal_hold.owner_id`,
    [org],
  );
  const [head] = rows;
  return (
    head && {
      plan: head.plan,
      size: toPosition(head.size),
      horizon: toPosition(head.horizon),
      passedOver: BigInt(head.passed_over),
      holds: rows.flatMap(({ datatype, owner_id: ownerId, placed_at: placedAt, placed_by: placedBy }) =>
        datatype === null
          ? []
          : [{ scope: datatype === '' ? ('org' as const) : { datatype, ownerId }, placedAt, placedBy }],
      ),
    }
  );
}
