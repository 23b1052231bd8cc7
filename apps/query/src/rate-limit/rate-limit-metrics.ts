import type { Counter, Metrics } from '@activity-log/platform';
import type { Placed } from './places.js';
import type { QuotaPolicy } from './quota-headers.js';

/** What the rate limit did. */
export class RateLimitMetrics {
  readonly #limited: Counter<'policy'>;
  readonly #failures: Counter;

  constructor(metrics: Metrics) {
    this.#limited = metrics.counter({
      name: 'http_rate_limited_total',
      help: 'Requests answered 429, by what was counted.',
      labels: ['policy'],
    });
    this.#failures = metrics.counter({
      name: 'http_rate_limit_store_failures_total',
      help: 'Counts that the shared store did not take; the process counts for itself for a second after each.',
    });
  }

  limited(policy: QuotaPolicy | Placed): void {
    this.#limited.inc({ policy });
  }

  storeFailed(): void {
    this.#failures.inc();
  }
}
