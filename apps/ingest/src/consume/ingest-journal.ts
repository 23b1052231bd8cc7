import type { Clock, Logger } from '@activity-log/platform';

/** What became of one batch. */
export interface BatchFacts {
  readonly count: number;
  readonly appended: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly ms: number;
}

/** How often the sum of all batches is written at info. */
const summaryIntervalMs = 10_000;

/** Writes every batch at debug, and their sum at info, at most every 10 s, however fast they come. */
export class IngestJournal {
  readonly #log: Logger;
  readonly #clock: Clock;
  #sum = { batches: 0, count: 0, appended: 0, duplicates: 0, deadLetters: 0 };
  #summedAt = 0;

  constructor({ log, clock }: { readonly log: Logger; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  batch(facts: BatchFacts): void {
    this.#log.debug({ event: 'ingest.batch', ...facts });
    const sum = this.#sum;
    sum.batches += 1;
    sum.count += facts.count;
    sum.appended += facts.appended;
    sum.duplicates += facts.duplicates;
    sum.deadLetters += facts.deadLetters;
    if (this.#clock.now().getTime() - this.#summedAt >= summaryIntervalMs) this.flush();
  }

  /** Writes the sum of the batches since the last one, if there were any. */
  flush(): void {
    this.#summedAt = this.#clock.now().getTime();
    if (this.#sum.batches === 0) return;
    this.#log.info({ event: 'ingest.batches', ...this.#sum });
    this.#sum = { batches: 0, count: 0, appended: 0, duplicates: 0, deadLetters: 0 };
  }
}
