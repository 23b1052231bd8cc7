import { PeriodicSweep, type Logger } from '@activity-log/platform';
import type { KeyedRequests } from '@activity-log/store';

/** How a sweep runs. */
export interface ExpiredKeySweepOptions {
  readonly requests: KeyedRequests;
  readonly intervalMs: number;
  /** Keys deleted by one statement, at the most. */
  readonly maxKeysPerBatch: number;
  readonly log: Logger;
}

/** Deletes the answers of expired keys, with the personal data that they hold. Several at once do not clash. */
export class ExpiredKeySweep extends PeriodicSweep {
  constructor({ requests, intervalMs, maxKeysPerBatch, log }: ExpiredKeySweepOptions) {
    super({
      sweep: async () => {
        const count = await requests.forgetExpired(maxKeysPerBatch);
        if (count > 0) log.info({ event: 'idempotency.keys_expired', count });
        return count === maxKeysPerBatch;
      },
      intervalMs,
      onFailure: (err) => {
        log.warn({ event: 'idempotency.sweep_failed', err });
      },
    });
  }
}
