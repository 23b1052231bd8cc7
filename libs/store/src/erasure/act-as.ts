import type { LogTransaction } from '../append/log-transaction.js';
import type { StoreRole } from '../data-source.js';

/** Goes on with a transaction in another of its login's jobs, until it ends or goes on in yet another. */
export async function actAs(tx: LogTransaction, role: StoreRole): Promise<void> {
  await tx.query(`set local role ${role}`);
}
