import { delay } from './delay.js';

/** What a {@link PeriodicSweep} does, and when. */
export interface PeriodicSweepOptions {
  /** One round of bounded work, which ends early when the signal is aborted. Resolves to whether there is more to be done at once. */
  readonly sweep: (signal: AbortSignal) => Promise<boolean>;
  /** How long it waits when there is no more. */
  readonly intervalMs: number;
  /** Told of a round that failed; it waits then, and the next round makes up for it. */
  readonly onFailure: (error: unknown) => void;
}

/** Does the same work again and again, beside everything else. */
export class PeriodicSweep {
  readonly #options: PeriodicSweepOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: PeriodicSweepOptions) {
    this.#options = options;
  }

  /** Sweeps now and then every `intervalMs`, until stopped. */
  start(): void {
    this.#running = this.#run();
  }

  /** Lets the round in hand finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { sweep, intervalMs, onFailure } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        if (await sweep(signal)) continue;
      } catch (error) {
        onFailure(error);
      }
      await delay(intervalMs, signal);
    }
  }
}
