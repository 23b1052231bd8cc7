import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/** Deletes the kept answers of keyed requests that show these entries. The key is free then. */
export async function forgetAnswers(tx: LogTransaction, org: OrgId, entries: readonly ErasableEntry[]): Promise<void> {
  await tx.query(
    `delete from idempotency_key
      where org = $1::text
        and substring(body from '"(?:activityId|id)":"(act_[0-9a-f]{32})"') = any($2::text[])`,
    [org, entries.map(({ id }) => id)],
  );
}
