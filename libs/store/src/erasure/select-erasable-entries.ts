import type { ActivityId, OrgId, Position } from '@activity-log/activity';
import { activityIdOfUuid } from '../activity-uuid.js';
import type { IndexedEntry } from '../append/indexed-entry.js';
import type { LogTransaction } from '../append/log-transaction.js';
import { loggedColumns, loggedEntry, type LoggedRow } from '../rebuild/select-logged-entries.js';

/** An entry that still has its content. */
export interface ErasableEntry extends IndexedEntry {
  readonly id: ActivityId;
}

/** The entries at these positions that are not erased yet, in order of position. */
export async function selectErasableEntries(
  tx: LogTransaction,
  org: OrgId,
  positions: readonly Position[],
): Promise<readonly ErasableEntry[]> {
  const rows: (LoggedRow & { readonly id: string })[] = await tx.query(
    `select id, ${loggedColumns}
       from activity
      where org = $1::text and position = any($2::bigint[]) and occurred_at is not null
      order by position`,
    [org, positions.map(String)],
  );
  return rows.map((row) => ({ id: activityIdOfUuid(row.id), ...loggedEntry(org, row) }));
}
