import type { Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { cellsOfEntries, rolledColumns } from '../rollup/cells-of-entries.js';
import type { ErasureGround } from './lock-erasure.js';

/**
 * Takes entries out of the rollups that count them. Those behind the projection are counted nowhere, nor will they be:
 * a projector passes over erased entries. A count that comes to nothing goes, as the rollups keep none.
 *
 * Every count is looked up once, by its key, and then changed at its place, which the lock of the projection keeps from
 * moving: planned as joins the look-ups were done twice, and for large batches by a scan of the rollups.
 */
export async function uncountPositions(
  tx: LogTransaction,
  { org, projected }: ErasureGround,
  positions: readonly Position[],
): Promise<void> {
  const counted = positions.filter((position) => position <= projected);
  if (counted.length === 0) return;
  await tx.query(
    `with entry as materialized (
       select ${rolledColumns} from activity where org = $1::text and position = any($2::bigint[]) and occurred_at is not null
     ), ${cellsOfEntries}, counted as materialized (
       select counted.place, counted.entries - cell.entries as remaining
         from cell
        cross join lateral (
          select ctid as place, entries from activity_rollup as counted where ${sameCell} offset 0
        ) as counted
     ), emptied as (
       delete from activity_rollup where ctid = any(array(select place from counted where remaining <= 0))
     ), lessened as (
       update activity_rollup as rollup set entries = counted.remaining
         from counted
        where rollup.ctid = counted.place and counted.remaining > 0
     ), record as materialized (
       select datatype, owner_id, type, customer_visible, count(*) as entries
         from entry
        group by datatype, owner_id, type, customer_visible
     ), record_counted as materialized (
       select counter.place, counter.entries - record.entries as remaining
         from record
        cross join lateral (
          select ctid as place, entries from record_counter as counter where ${sameRecord} offset 0
        ) as counter
     ), forgotten as (
       delete from record_counter where ctid = any(array(select place from record_counted where remaining <= 0))
     )
     update record_counter as counter set entries = record_counted.remaining
       from record_counted
      where counter.ctid = record_counted.place and record_counted.remaining > 0`,
    [org, counted.map(String)],
  );
}

const sameCell = `
  counted.org = $1::text and counted.split = cell.split and counted.user_id = cell.user_id and counted.field = cell.field
  and counted.grain = cell.grain and counted.bucket = cell.bucket and counted.datatype = cell.datatype
  and counted.type = cell.type and counted.customer_visible = cell.customer_visible`;

const sameRecord = `
  counter.org = $1::text and counter.datatype = record.datatype and counter.owner_id = record.owner_id
  and counter.type = record.type and counter.customer_visible = record.customer_visible`;
