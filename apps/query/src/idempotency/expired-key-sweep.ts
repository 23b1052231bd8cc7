import { delay, type Logger } from '@activity-log/platform';
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
export class ExpiredKeySweep {
  readonly #options: ExpiredKeySweepOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ExpiredKeySweepOptions) {
    this.#options = options;
  }

  /** Sweeps now and then every `intervalMs`, until stopped. */
  start(): void {
    this.#running = this.#run();
  }

  /** Lets the batch in hand finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Never rejects: a sweep that fails is made up for by the next. */
  async #run(): Promise<void> {
    const { intervalMs, log } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const count = await this.#sweep();
        if (count > 0) log.info({ event: 'idempotency.keys_expired', count });
      } catch (error) {
        log.warn({ event: 'idempotency.sweep_failed', err: error });
      }
      await delay(intervalMs, signal);
    }
  }

  async #sweep(): Promise<number> {
    const { requests, maxKeysPerBatch } = this.#options;
    let total = 0;
    for (let deleted = maxKeysPerBatch; deleted === maxKeysPerBatch && !this.#stopping.signal.aborted;) {
      deleted = await requests.forgetExpired(maxKeysPerBatch);
      total += deleted;
    }
    return total;
  }
}
