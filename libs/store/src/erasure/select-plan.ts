import type { OrgId, Plan } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';

/** The plan that an org is on; undefined when it has no log. */
export async function selectPlan(tx: LogTransaction, org: OrgId): Promise<Plan | undefined> {
  const [row]: readonly { readonly plan: Plan }[] = await tx.query('select plan from org_head where org = $1::text', [
    org,
  ]);
  return row?.plan;
}
