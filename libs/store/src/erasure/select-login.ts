import type { LogTransaction } from '../append/log-transaction.js';

/** The login that a transaction is of: who is at work, whichever role it has taken on. */
export async function selectLogin(tx: LogTransaction): Promise<string> {
  const [row]: readonly { readonly login: string }[] = await tx.query('select session_user::text as login');
  return row?.login ?? '';
}
