import type { RecordBatch } from '@activity-log/kafka';
import type { Clock } from '@activity-log/platform';

/** Knows how long each batch has been worked on: a statement that waits for a lock neither fails nor ends. */
export class BatchesInHand {
  readonly #startedAt = new Map<RecordBatch, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts `batch` as in hand until `work` settles. */
  async hold<T>(batch: RecordBatch, work: () => Promise<T>): Promise<T> {
    this.#startedAt.set(batch, this.#clock.now().getTime());
    try {
      return await work();
    } finally {
      this.#startedAt.delete(batch);
    }
  }

  /** Milliseconds since the oldest batch in hand was taken; 0 when there is none. */
  oldestMs(): number {
    const [oldest] = this.#startedAt.values();
    return oldest === undefined ? 0 : this.#clock.now().getTime() - oldest;
  }
}
