import type { LogTransaction } from '../append/log-transaction.js';
import type { KeyClaim, KeyedRequest } from './keyed-request.js';
import { lockKey } from './lock-key.js';
import { selectAnswer } from './select-answer.js';

/**
 * Claims the key of a request, or says what it stands for already. Never waits for another request.
 *
 * A claim is a lock of the transaction, not a row: it ends with the transaction, whether that commits, fails, or loses
 * the process that began it, so no key is ever stuck.
 */
export async function claimKey(tx: LogTransaction, request: KeyedRequest): Promise<KeyClaim> {
  if (!(await lockKey(tx, request))) return { kind: 'in_flight' };
  const stored = await selectAnswer(tx, request);
  if (!stored) return { kind: 'claimed' };
  if (stored === 'erased') return { kind: 'erased' };
  return stored.digest.equals(request.digest) ? { kind: 'answered', answer: stored.answer } : { kind: 'other_request' };
}
