import { hash } from 'node:crypto';
import type { Clock, Logger } from '@activity-log/platform';
import type { createStoreDataSource } from '@activity-log/store';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Principal } from '../auth/principal.js';
import { principalKey } from './principal-key.js';
import { windowSeconds, type Quota } from './quota.js';
import type { RateLimitMetrics } from './rate-limit-metrics.js';

/** What counts requests, and how many are allowed. */
export interface PrincipalLimiterOptions {
  /** Requests a minute of one principal, on all replicas together; 0 for no limit. */
  readonly limit: number;
  /** Acts as `activity_limiter`. */
  readonly limiter: ReturnType<typeof createStoreDataSource>;
  readonly metrics: RateLimitMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A count that takes longer than this is not waited for. */
const storeTimeoutMs = 250;
/** How long the store is left alone after it failed, so that an outage does not slow every request. */
const storeRestMs = 1_000;

/**
 * Counts the requests of each principal in windows of a minute that all replicas share. While the store cannot count, each
 * process counts for itself: a limit that is away must neither refuse those within it nor let a flood through.
 */
export class PrincipalLimiter {
  readonly limit: number;
  readonly #shared: RateLimiterPostgres;
  readonly #own: RateLimiterMemory;
  readonly #metrics: RateLimitMetrics;
  readonly #clock: Clock;
  readonly #log: Logger;
  #restingUntilMs = 0;

  constructor({ limit, limiter, metrics, clock, log }: PrincipalLimiterOptions) {
    const window = { points: limit, duration: windowSeconds };
    this.limit = limit;
    this.#shared = new RateLimiterPostgres({
      ...window,
      storeClient: limiter,
      storeType: 'typeorm',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: '',
      // A principal over its limit costs no query until its window ends.
      ...(limit > 0 ? { inMemoryBlockOnConsumed: limit } : {}),
    });
    this.#own = new RateLimiterMemory(window);
    this.#metrics = metrics;
    this.#clock = clock;
    this.#log = log;
  }

  /** Counts one request. Never rejects for the store's sake. */
  async count(principal: Principal): Promise<Quota> {
    const key = keyOf(principal);
    if (this.#now() >= this.#restingUntilMs) {
      try {
        return this.#quota(await inTime(outcome(this.#shared, key)));
      } catch (error) {
        this.#restingUntilMs = this.#now() + storeRestMs;
        this.#metrics.storeFailed();
        this.#log.warn({ event: 'rate_limit.store_failed', err: error });
      }
    }
    return this.#quota(await outcome(this.#own, key));
  }

  #quota({ isWithin, count }: Outcome): Quota {
    return {
      isWithin,
      limit: this.limit,
      remaining: Math.max(0, count.remainingPoints),
      resetSeconds: Math.max(1, Math.ceil(count.msBeforeNext / 1000)),
    };
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

interface Outcome {
  readonly isWithin: boolean;
  readonly count: RateLimiterRes;
}

/** The library rejects with the count when the limit is reached, and with an Error when it could not count. */
async function outcome(limiter: RateLimiterAbstract, key: string): Promise<Outcome> {
  try {
    return { isWithin: true, count: await limiter.consume(key) };
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return { isWithin: false, count: refused };
    throw refused;
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no count within ${storeTimeoutMs} ms`));
    }, storeTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of bounded length whatever the ids are, and without them: the table holds no personal data. */
function keyOf(principal: Principal): string {
  return hash('sha256', principalKey(principal), 'base64url');
}
