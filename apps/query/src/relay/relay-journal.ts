import type { Clock, Logger } from '@activity-log/platform';

/** What one turn of the relay published. */
export interface PublishedTurn {
  readonly count: number;
  /** Age of the oldest of the activities when the topic acknowledged it. */
  readonly lagMs: number;
}

/** How often the sum of all turns is written at info. */
const summaryIntervalMs = 10_000;

/** Writes every turn at debug, and their sum at info, at most every 10 s, however fast they come. */
export class RelayJournal {
  readonly #log: Logger;
  readonly #clock: Clock;
  #sum = { turns: 0, count: 0, lagMs: 0 };
  #summedAtMs = 0;

  constructor({ log, clock }: { readonly log: Logger; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  turn({ count, lagMs }: PublishedTurn): void {
    this.#log.debug({ event: 'relay.turn', count, lagMs });
    this.#sum.turns += 1;
    this.#sum.count += count;
    this.#sum.lagMs = Math.max(this.#sum.lagMs, lagMs);
    if (this.#clock.now().getTime() - this.#summedAtMs >= summaryIntervalMs) this.flush();
  }

  /** Writes the sum of the turns since the last one, if there were any; its lag is the largest of theirs. */
  flush(): void {
    if (this.#sum.turns === 0) return;
    this.#summedAtMs = this.#clock.now().getTime();
    this.#log.info({ event: 'relay.published', ...this.#sum });
    this.#sum = { turns: 0, count: 0, lagMs: 0 };
  }
}
