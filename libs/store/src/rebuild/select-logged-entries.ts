import { instantOf, toPosition, type Micros, type OrgId, type Subject } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import type { IndexedEntry } from '../append/indexed-entry.js';
import type { PositionRange } from '../rollup/roll-up-positions.js';

/** The entries of a range of positions as the append knew them, in order of position; erased ones are left out. */
export async function selectLoggedEntries(
  session: EntityManager,
  { org, after, upTo }: PositionRange,
): Promise<readonly IndexedEntry[]> {
  const rows: LoggedRow[] = await session.query(
    `select ${loggedColumns}
       from activity
      where org = $1::text and position > $2::bigint and position <= $3::bigint and occurred_at is not null
      order by position`,
    [org, after.toString(), upTo.toString()],
  );
  return rows.map((row) => loggedEntry(org, row));
}

/** The columns of a {@link LoggedRow}, of the table `activity`. */
export const loggedColumns = `position, type, customer_visible, user_id, fields, wire,
            (extract(epoch from occurred_at) * 1000000)::bigint as occurred_micros`;

/** The entry of a row of the log that is not erased. */
export function loggedEntry(org: OrgId, row: LoggedRow): IndexedEntry {
  const occurredAt = instantOf(BigInt(row.occurred_micros) as Micros);
  if (!occurredAt) throw new RangeError('the log holds a time outside the years 0001..9999');
  const { subjects } = JSON.parse(row.wire) as { readonly subjects: readonly [Subject, ...Subject[]] };
  return {
    position: toPosition(row.position),
    activity: {
      org,
      type: row.type,
      occurredAt,
      visibility: row.customer_visible ? 'customer' : 'staff',
      subjects,
      ...(row.user_id === null ? {} : { userId: row.user_id }),
      fields: row.fields,
    },
  };
}

/** A row of the log as the database answers it. */
export interface LoggedRow {
  readonly position: string;
  readonly type: string;
  readonly customer_visible: boolean;
  readonly user_id: string | null;
  readonly fields: readonly string[];
  readonly wire: string;
  readonly occurred_micros: string;
}
