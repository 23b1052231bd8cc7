import type { Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { cellsOfEntries, rolledColumns } from '../rollup/cells-of-entries.js';
import type { ErasureGround } from './lock-erasure.js';

/**
 * Takes entries out of the rollups that count them. Those behind the projection are counted nowhere, nor will they be:
 * a projector passes over erased entries. A count that comes to nothing goes, as the rollups keep none.
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
     ), ${cellsOfEntries}, emptied as (
       delete from activity_rollup as counted using cell where ${sameCell} and counted.entries <= cell.entries
     ), lessened as (
       update activity_rollup as counted set entries = counted.entries - cell.entries
         from cell
        where ${sameCell} and counted.entries > cell.entries
     ), record as materialized (
       select datatype, owner_id, type, customer_visible, count(*) as entries
         from entry
        group by datatype, owner_id, type, customer_visible
     ), forgotten as (
       delete from record_counter as counter using record where ${sameRecord} and counter.entries <= record.entries
     )
     update record_counter as counter set entries = counter.entries - record.entries
       from record
      where ${sameRecord} and counter.entries > record.entries`,
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
