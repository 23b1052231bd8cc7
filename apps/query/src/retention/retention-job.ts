import { retentionDays } from '@activity-log/activity';
import { delay, type Clock, type Logger } from '@activity-log/platform';
import type { Retention } from '@activity-log/store';
import type { RetentionMetrics } from './retention-metrics.js';

/** Bounds and parts of a {@link RetentionJob}. */
export interface RetentionJobOptions {
  readonly retention: Retention;
  /** How long it waits when nothing is past its time; an entry leaves within this and the time that its batch takes. */
  readonly intervalMs: number;
  /** Entries of an org that are erased in one transaction; at its end appends to the org wait for a moment. */
  readonly maxEntriesPerBatch: number;
  /** Orgs that are asked for at a time. */
  readonly maxOrgsPerPage: number;
  readonly clock: Clock;
  readonly metrics: RetentionMetrics;
  readonly log: Logger;
}

const dayMs = 86_400_000;

/**
 * Erases what is past its time. Several jobs share the orgs; none is the leader. Every due org gets a batch before any gets
 * its second, so that a large backlog delays no other org.
 */
export class RetentionJob {
  readonly #options: RetentionJobOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: RetentionJobOptions) {
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
        if (await this.#sweep()) continue;
      } catch (error) {
        log.warn({ event: 'retention.failed', err: error });
      }
      await delay(intervalMs, signal);
    }
  }

  /** A batch for every due org; whether any had something to do. */
  async #sweep(): Promise<boolean> {
    const { retention, maxOrgsPerPage: limit, clock } = this.#options;
    const before = new Date(clock.now().getTime() - retentionDays * dayMs);
    let passed = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const orgs = await retention.dueOrgs({ before, after, limit });
      for (const org of orgs) {
        if (this.#stopping.signal.aborted) return false;
        passed += await this.#eraseBatch(org, before);
      }
      after = orgs.length === limit ? orgs.at(-1) : undefined;
    }
    return passed > 0;
  }

  async #eraseBatch(org: Parameters<Retention['eraseNext']>[0], before: Date): Promise<number> {
    const { retention, maxEntriesPerBatch: maxEntries, metrics, log } = this.#options;
    try {
      const { passed, erased } = await retention.eraseNext(org, { before, maxEntries });
      if (erased > 0) log.info({ event: 'retention.erased', org, count: erased });
      metrics.erased.inc(erased);
      return passed;
    } catch (error) {
      // What one org has must not keep the others waiting.
      log.warn({ event: 'retention.org_failed', org, err: error });
      return 0;
    }
  }
}
