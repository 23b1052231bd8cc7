import { backoff, delay, type BackoffBounds, type Logger } from '@activity-log/platform';
import type { Projection, ProjectionBounds } from '@activity-log/store';
import type { ProjectionMetrics } from './projection-metrics.js';

/** Bounds and parts of a {@link Projector}. */
export interface ProjectorOptions {
  readonly projection: Projection;
  readonly bounds: ProjectionBounds;
  /** How long an idle projector waits when no nudge comes. */
  readonly pollIntervalMs: number;
  /** How long it lets entries gather when few are waiting: counted together, they cost less. */
  readonly gatherMs: number;
  readonly retry: BackoffBounds;
  readonly metrics: ProjectionMetrics;
  readonly log: Logger;
}

/**
 * Keeps the rollups close behind the log, so that the append need not pay for them. Several projectors share the orgs; none
 * is the leader. Answers are exact wherever it is: what it has not counted yet is counted by who reads.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #wake = new AbortController();

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends an idle wait: there may be something to count. */
  nudge(): void {
    this.#wake.abort();
  }

  /** Lets the turn in flight finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Never rejects: whatever fails is logged and tried again. */
  async #run(): Promise<void> {
    const { projection, bounds, gatherMs, metrics, retry, log } = this.#options;
    const { signal } = this.#stopping;
    log.info({ event: 'projector.started' });
    for (let failures = 0; !signal.aborted;) {
      this.#wake = new AbortController();
      try {
        const counted = await projection.projectNext(bounds);
        failures = 0;
        metrics.counted.inc(counted);
        if (counted === 0) await this.#idle();
        if (counted < bounds.maxRowsPerOrg) await delay(gatherMs, signal);
      } catch (error) {
        log.warn({ event: 'projector.failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), signal);
        failures += 1;
      }
    }
    log.info({ event: 'projector.stopped' });
  }

  async #idle(): Promise<void> {
    await delay(this.#options.pollIntervalMs, AbortSignal.any([this.#stopping.signal, this.#wake.signal]));
  }
}
