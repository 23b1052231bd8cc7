import { delay } from '@activity-log/platform';
import { isMembershipError } from './client-error.js';

/** What a {@link HeartbeatLoop} beats with. */
export interface HeartbeatLoopOptions {
  readonly beat: () => Promise<void>;
  readonly intervalMs: number;
  /** Told once, when the group no longer knows this member or is about to change; the loop ends then. */
  readonly onMembershipLost: (error: unknown) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps the membership of a consumer alive while a handler runs. kafkajs beats only between batches, so a handler
 * that takes longer than the session would lose its partitions.
 */
export class HeartbeatLoop {
  readonly #options: HeartbeatLoopOptions;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: HeartbeatLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when no beat is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      await delay(this.#options.intervalMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
      try {
        await this.#options.beat();
      } catch (error) {
        if (isMembershipError(error)) {
          this.#options.onMembershipLost(error);
          return;
        }
        // The next beat may get through; if none does, the broker ends the session and the next beat says so.
        this.#options.onFailure(error);
      }
    }
  }
}
