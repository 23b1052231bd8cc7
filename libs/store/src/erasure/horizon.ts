import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasureGround } from './lock-erasure.js';

/** The next positions behind the horizon that are past their time and published, along the log's primary key. */
export async function selectExpired(
  tx: LogTransaction,
  { org, horizon, relayed }: ErasureGround,
  { before, maxEntries }: { readonly before: Date; readonly maxEntries: number },
): Promise<readonly Position[]> {
  const rows: { position: string }[] = await tx.query(
    `select position
       from (
         select position, recorded_at
           from activity
          where org = $1::text and position > $2::bigint and position <= $3::bigint
          order by position
          limit $4::int
       ) as next
      where recorded_at < $5::timestamptz
      order by position`,
    [org, horizon.toString(), relayed.toString(), maxEntries, before],
  );
  return rows.map(({ position }) => toPosition(position));
}

/** Records up to where retention has been; in the transaction that erases. The database refuses to move it back. */
export async function moveHorizon(tx: LogTransaction, org: OrgId, horizon: Position): Promise<void> {
  await tx.query('update org_head set horizon = $2::bigint where org = $1::text', [org, horizon.toString()]);
}
