import type { OrgId, Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { cellsOfEntries, rolledColumns } from './cells-of-entries.js';

/** Positions of one org: after `after`, up to `upTo`. */
export interface PositionRange {
  readonly org: OrgId;
  readonly after: Position;
  readonly upTo: Position;
}

/**
 * Adds the entries of a range of positions to the counts. Each range must be added once; erased entries count nowhere.
 *
 * A row of the log becomes one count for each of its widths and splits (see activity_rollup), summed over the range first:
 * the larger the range, the fewer rows are written for an entry.
 */
export async function rollUpPositions(tx: EntityManager, { org, after, upTo }: PositionRange): Promise<void> {
  await tx.query(
    `with entry as materialized (
       select ${rolledColumns}
         from activity
        where org = $1::text and position > $2::bigint and position <= $3::bigint and occurred_at is not null
     ), ${cellsOfEntries}, rolled as (
       insert into activity_rollup as counted
              (org, split, user_id, field, grain, bucket, datatype, type, customer_visible, entries)
       select $1::text, split, user_id, field, grain, bucket, datatype, type, customer_visible, entries
         from cell
       on conflict (org, split, user_id, field, grain, bucket, datatype, type, customer_visible)
       do update set entries = counted.entries + excluded.entries
     )
     insert into record_counter as counter (org, datatype, owner_id, type, customer_visible, entries)
     select $1::text, datatype, owner_id, type, customer_visible, count(*)
       from entry
      group by datatype, owner_id, type, customer_visible
     on conflict (org, datatype, owner_id, type, customer_visible)
     do update set entries = counter.entries + excluded.entries`,
    [org, after.toString(), upTo.toString()],
  );
}
