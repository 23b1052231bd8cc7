import type { OrgId, Subject } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';

/** What a legal hold is on: a record, or the whole org. */
export type HoldScope = Pick<Subject, 'datatype' | 'ownerId'> | 'org';

/** Places a hold; false when it is there already. */
export async function insertHold(tx: LogTransaction, org: OrgId, scope: HoldScope): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `insert into legal_hold (org, datatype, owner_id) values ($1::text, $2::text, $3::text)
     on conflict do nothing
     returning 1`,
    [org, ...keyOf(scope)],
  );
  return rows.length > 0;
}

/** Ends a hold; false when there is none. */
export async function deleteHold(tx: LogTransaction, org: OrgId, scope: HoldScope): Promise<boolean> {
  const [, count]: [unknown[], number] = await tx.query(
    'delete from legal_hold where org = $1::text and datatype = $2::text and owner_id = $3::text',
    [org, ...keyOf(scope)],
  );
  return count > 0;
}

/** Whether a hold is on the org or on the record. */
export async function isHeld(
  tx: LogTransaction,
  org: OrgId,
  { datatype, ownerId }: Pick<Subject, 'datatype' | 'ownerId'>,
): Promise<boolean> {
  const [row]: { held: boolean }[] = await tx.query(
    `select exists (
       select from legal_hold
        where org = $1::text and (datatype, owner_id) in (('', ''), ($2::text, $3::text))
     ) as held`,
    [org, datatype, ownerId],
  );
  return row?.held ?? false;
}

/** Has what the horizon passed over looked through again, from the beginning. */
export async function beginReview(tx: LogTransaction, org: OrgId): Promise<void> {
  await tx.query(
    `insert into passed_over_review (org) values ($1::text)
     on conflict (org) do update set position = 0`,
    [org],
  );
}

/** In the table an absent part is the empty text, which no subject has. */
function keyOf(scope: HoldScope): readonly [string, string] {
  return scope === 'org' ? ['', ''] : [scope.datatype, scope.ownerId];
}
