import type { OrgId, Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';

/** Destroys what the log says at these positions. A trigger holds that nothing else is left or changed. */
export async function nullContent(tx: LogTransaction, org: OrgId, positions: readonly Position[]): Promise<void> {
  await tx.query(
    `update activity
        set occurred_at = null, customer_visible = null, salt = null, type = null, datatype = null, owner_id = null,
            user_id = null, fields = null, correlation_id = null, causation_id = null, traceparent = null, wire = null
      where org = $1::text and position = any($2::bigint[])`,
    [org, positions.map(String)],
  );
}
