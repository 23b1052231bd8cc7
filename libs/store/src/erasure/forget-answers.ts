import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/**
 * Empties the kept answers of keyed requests that show these entries. The keys stay taken until they expire: a client that
 * repeats its request would write again what somebody has just erased.
 */
export async function forgetAnswers(tx: LogTransaction, org: OrgId, entries: readonly ErasableEntry[]): Promise<void> {
  await tx.query(
    `update idempotency_key set request_digest = null, status = null, headers = null, body = null
      where org = $1::text
        and substring(body from '"(?:activityId|id)":"(act_[0-9a-f]{32})"') = any($2::text[])`,
    [org, entries.map(({ id }) => id)],
  );
}
