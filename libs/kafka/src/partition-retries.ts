import { backoff, type BackoffBounds } from '@activity-log/platform';

/**
 * Holds back partitions whose handler asked for a retry, each for a time of its own that doubles with every
 * failure in a row.
 */
export class PartitionRetries {
  readonly #bounds: BackoffBounds;
  readonly #attempts = new Map<number, number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(bounds: BackoffBounds) {
    this.#bounds = bounds;
  }

  /** Partitions that wait now, in rising order. */
  get waiting(): readonly number[] {
    return [...this.#timers.keys()].sort((a, b) => a - b);
  }

  /** Calls `resume` after the partition's next delay, which is returned in milliseconds. */
  hold(partition: number, resume: () => void): { readonly attempt: number; readonly delayMs: number } {
    const attempt = this.#attempts.get(partition) ?? 0;
    this.#attempts.set(partition, attempt + 1);
    const delayMs = backoff(attempt, this.#bounds);
    clearTimeout(this.#timers.get(partition));
    const timer = setTimeout(() => {
      this.#timers.delete(partition);
      resume();
    }, delayMs).unref();
    this.#timers.set(partition, timer);
    return { attempt, delayMs };
  }

  /** The partition got ahead: its next delay is the shortest again. */
  succeeded(partition: number): void {
    this.#attempts.delete(partition);
  }

  /** Forgets everything; no `resume` is called any more. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#attempts.clear();
  }
}
