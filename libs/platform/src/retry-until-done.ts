import { backoff, type BackoffBounds } from './backoff.js';
import { delay } from './delay.js';

/** How {@link retryUntilDone} goes on after a failure. */
export interface RetryOptions {
  readonly bounds: BackoffBounds;
  /** Ends the attempts; the last error is thrown then. */
  readonly signal?: AbortSignal;
  /** Told of each failure before the wait; attempts count from 0. */
  readonly onFailure: (error: unknown, attempt: number) => void;
}

/** Runs `step` until it succeeds, with growing waits. An error that says `retry: 'never'` is thrown at once. */
export async function retryUntilDone<T>(
  step: () => Promise<T>,
  { bounds, signal, onFailure }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (isFinal(error) || signal?.aborted) throw error;
      onFailure(error, attempt);
      await delay(backoff(attempt, bounds), signal);
      if (signal?.aborted) throw error;
    }
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'retry' in error && error.retry === 'never';
}
