import type { DataSource } from 'typeorm';
import type { OrgId } from '@activity-log/activity';
import type { ActivityLog } from '../append/activity-log.js';
import type { LogTransaction } from '../append/log-transaction.js';
import { orUnavailable } from '../or-unavailable.js';
import { claimKey } from './claim-key.js';
import { deleteExpiredAnswers } from './delete-expired-answers.js';
import { keepAnswer } from './keep-answer.js';
import type { Answer, KeyClaim, KeyedRequest } from './keyed-request.js';

/** What became of a request. */
export type KeyedOutcome = { readonly kind: 'done'; readonly answer: Answer } | Exclude<KeyClaim, { kind: 'claimed' }>;

/** Requests that write to the log, each done once however often it arrives with its key. */
export class KeyedRequests {
  readonly #log: ActivityLog;
  readonly #appender: DataSource;

  /** `appender` acts as `activity_appender`. */
  constructor({ log, appender }: { readonly log: ActivityLog; readonly appender: DataSource }) {
    this.#log = log;
    this.#appender = appender;
  }

  /**
   * Does what a request asks for, in one transaction with its answer: either both are there, or neither. Without a key
   * it is always done. Throws as `ActivityLog.transaction` does; a request that fails leaves its key free.
   */
  once(
    request: { readonly org: OrgId; readonly keyed?: KeyedRequest | undefined },
    write: (tx: LogTransaction) => Promise<Answer>,
  ): Promise<KeyedOutcome> {
    const { org, keyed } = request;
    return this.#log.transaction(org, async (tx): Promise<KeyedOutcome> => {
      if (!keyed) return { kind: 'done', answer: await write(tx) };
      const claim = await claimKey(tx, keyed);
      if (claim.kind !== 'claimed') return claim;
      const answer = await write(tx);
      await keepAnswer(tx, keyed, answer);
      return { kind: 'done', answer };
    });
  }

  /** Forgets expired keys, at most `limit`; how many. Throws StoreUnavailable. */
  forgetExpired(limit: number): Promise<number> {
    return orUnavailable(() => deleteExpiredAnswers(this.#appender, limit));
  }
}
