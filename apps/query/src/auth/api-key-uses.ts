import { delay, type Clock, type Logger } from '@activity-log/platform';
import type { ApiKeyFinder } from '@activity-log/store';

/** How uses are kept. */
export interface ApiKeyUsesOptions {
  readonly finder: ApiKeyFinder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly intervalMs?: number;
  /** Keys that wait to be written; uses of more are not kept until the next interval. */
  readonly maxKeys?: number;
}

/** Writes when each key was last used, once an interval, beside the requests and never in their way. */
export class ApiKeyUses {
  readonly #finder: ApiKeyFinder;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #intervalMs: number;
  readonly #maxKeys: number;
  readonly #stopping = new AbortController();
  #used = new Map<string, Date>();
  #running: Promise<void> = Promise.resolve();

  constructor({ finder, clock, log, intervalMs = 60_000, maxKeys = 10_000 }: ApiKeyUsesOptions) {
    this.#finder = finder;
    this.#clock = clock;
    this.#log = log;
    this.#intervalMs = intervalMs;
    this.#maxKeys = maxKeys;
  }

  /** The key with this digest is used now. */
  add(digest: string): void {
    if (this.#used.size < this.#maxKeys || this.#used.has(digest)) this.#used.set(digest, this.#clock.now());
  }

  /** Writes every `intervalMs`, until stopped. */
  start(): void {
    this.#running = this.#run();
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#write();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await delay(this.#intervalMs, signal);
      if (signal.aborted) return;
      await this.#write();
    }
  }

  /** Never rejects: what cannot be written is worth no retry, the next use of the key says it again. */
  async #write(): Promise<void> {
    const used = this.#used;
    this.#used = new Map();
    try {
      for (const [digest, at] of used) await this.#finder.markUsed({ digest, at });
    } catch (error) {
      this.#log.warn({ event: 'auth.key_uses_lost', count: used.size, err: error });
    }
  }
}
