import type { Logger } from '../log/create-logger.js';

/** How a shutdown goes. */
export interface ShutdownOptions {
  readonly log: Logger;
  /** The stops together; after that the process ends with exit code 1. */
  readonly timeoutMs: number;
  /** `process.exit` when absent. */
  readonly exit?: (code: number) => void;
}

interface Stop {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/**
 * Ends a program in order: on SIGINT or SIGTERM, or after a crash, runs the registered stops one after the other, first
 * registered first, and exits.
 */
export class Shutdown {
  readonly #log: Logger;
  readonly #timeoutMs: number;
  readonly #exit: (code: number) => void;
  readonly #stops: Stop[] = [];
  readonly #aborted = new AbortController();
  #ended: Promise<void> | undefined;

  constructor({ log, timeoutMs, exit = (code) => process.exit(code) }: ShutdownOptions) {
    this.#log = log;
    this.#timeoutMs = timeoutMs;
    this.#exit = exit;
  }

  /** Aborted when the shutdown begins, so that waits end. */
  get signal(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Registers a stop. A stop that fails is logged, and the next one runs. */
  onStop(name: string, stop: () => Promise<void>): void {
    this.#stops.push({ name, stop });
  }

  /** Listens for SIGINT and SIGTERM, and for errors that nobody handled. */
  listenForSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // Later signals change nothing: npm and a terminal each send the same Ctrl-C, and the time is bounded.
      process.on(signal, () => void this.stop(signal));
    }
    process.on('uncaughtException', (error) => void this.crash(error));
    process.on('unhandledRejection', (error) => void this.crash(error));
  }

  /** Ends the program with exit code 0. A call while it ends joins that end. */
  stop(reason: string): Promise<void> {
    if (!this.#ended) this.#log.info({ event: 'shutdown.began', reason });
    return (this.#ended ??= this.#end(0));
  }

  /** Ends the program with exit code 1. */
  crash(error: unknown): Promise<void> {
    if (!this.#aborted.signal.aborted || !this.#ended) this.#log.fatal({ event: 'shutdown.crashed', err: error });
    return (this.#ended ??= this.#end(1));
  }

  async #end(code: number): Promise<void> {
    this.#aborted.abort();
    const timer = setTimeout(() => {
      this.#log.error({ event: 'shutdown.timed_out', timeoutMs: this.#timeoutMs });
      this.#exit(1);
    }, this.#timeoutMs);
    for (const { name, stop } of this.#stops) {
      try {
        await stop();
      } catch (error) {
        this.#log.error({ event: 'shutdown.stop_failed', stop: name, err: error });
      }
    }
    clearTimeout(timer);
    this.#log.info({ event: 'shutdown.ended', exitCode: code });
    this.#exit(code);
  }
}
