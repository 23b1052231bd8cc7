import type { LogTransaction } from '../append/log-transaction.js';
import type { IdempotencyScope } from './keyed-request.js';

/** How long a transaction that holds a key may wait for its own process, which may be gone without a goodbye. */
const maxIdleMs = 15_000;

/**
 * Locks a key until the transaction ends; false when another transaction holds it. Two keys of one 64-bit hash would
 * meet here and nowhere else: one of them is asked to come again.
 *
 * The database sees at once that a killed process is gone; of a machine that lost its power it hears nothing, so the
 * transaction is bounded as well.
 */
export async function lockKey(tx: LogTransaction, { org, principal, route, key }: IdempotencyScope): Promise<boolean> {
  const [row]: { locked: boolean }[] = await tx.query(
    `select pg_try_advisory_xact_lock(hashtextextended($1::text, 0)) as locked,
            set_config('idle_in_transaction_session_timeout', $2::text, true)`,
    [JSON.stringify([org, principal, route, key]), String(maxIdleMs)],
  );
  return row?.locked ?? false;
}
