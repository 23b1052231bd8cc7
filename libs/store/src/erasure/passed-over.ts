import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';

/** Remembers entries that the horizon passes and a hold keeps. */
export async function insertPassedOver(tx: LogTransaction, org: OrgId, positions: readonly Position[]): Promise<void> {
  if (positions.length === 0) return;
  await tx.query(
    'insert into passed_over (org, position) select $1::text, position from unnest($2::bigint[]) as held (position)',
    [org, positions.map(String)],
  );
}

/** Entries that holds have kept, in order of position. */
export async function selectPassedOver(
  tx: LogTransaction,
  org: OrgId,
  { after, limit }: { readonly after: Position; readonly limit: number },
): Promise<readonly Position[]> {
  const rows: { position: string }[] = await tx.query(
    'select position from passed_over where org = $1::text and position > $2::bigint order by position limit $3::int',
    [org, after.toString(), limit],
  );
  return rows.map(({ position }) => toPosition(position));
}

/** Forgets entries that no hold keeps any more. */
export async function deletePassedOver(tx: LogTransaction, org: OrgId, positions: readonly Position[]): Promise<void> {
  if (positions.length === 0) return;
  await tx.query('delete from passed_over where org = $1::text and position = any($2::bigint[])', [
    org,
    positions.map(String),
  ]);
}

/** Up to where the entries that holds have kept were looked through, since a hold ended; undefined when that is done. */
export async function selectReview(tx: LogTransaction, org: OrgId): Promise<Position | undefined> {
  const rows: { position: string }[] = await tx.query('select position from passed_over_review where org = $1::text', [
    org,
  ]);
  return rows[0] && toPosition(rows[0].position);
}

/** Records up to where a review has come. */
export async function moveReview(tx: LogTransaction, org: OrgId, position: Position): Promise<void> {
  await tx.query('update passed_over_review set position = $2::bigint where org = $1::text', [
    org,
    position.toString(),
  ]);
}

/** Records that a review is done. */
export async function endReview(tx: LogTransaction, org: OrgId): Promise<void> {
  await tx.query('delete from passed_over_review where org = $1::text', [org]);
}
