import { ProblemError } from '@activity-log/platform';
import type { RateLimitMetrics } from './rate-limit-metrics.js';

/** What takes a place for as long as it is served; the name that counts its refusals too. */
export type Placed = 'streams' | 'exports';

/** How many places there are. */
export interface PlacesOptions {
  readonly of: Placed;
  /** In this process. */
  readonly max: number;
  /** Of one holder in this process, so that none takes them all. */
  readonly maxPerHolder: number;
  /** What a holder is, for the message to it. */
  readonly holder: 'principal' | 'org';
  /** When one who was refused may try again. */
  readonly retryAfterSeconds: number;
  readonly metrics: RateLimitMetrics;
}

/** The places of this process for what takes long to serve. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /**
   * Takes a place; the returned function gives it back, once. Throws a ProblemError: `rate_limited` when the holder has all that
   * it may have, `unavailable` when no place is left.
   */
  take(holder: string): () => void {
    const { of, max, maxPerHolder, holder: kind, retryAfterSeconds, metrics } = this.#options;
    const headers = { 'retry-after': String(retryAfterSeconds) };
    const held = this.#takenBy.get(holder) ?? 0;
    if (held >= maxPerHolder) {
      metrics.limited(of);
      throw new ProblemError('rate_limited', `this ${kind} has as many ${of} as it may have at once`, { headers });
    }
    if (this.#taken >= max) throw new ProblemError('unavailable', `no more ${of} can be served now`, { headers });
    this.#takenBy.set(holder, held + 1);
    this.#taken += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(holder);
      isHeld = false;
    };
  }

  #giveBack(holder: string): void {
    const held = this.#takenBy.get(holder) ?? 0;
    if (held > 1) this.#takenBy.set(holder, held - 1);
    else this.#takenBy.delete(holder);
    this.#taken -= 1;
  }
}
