import type { Metrics } from '@activity-log/platform';

/** What the retention job tells of itself. */
export class RetentionMetrics {
  readonly erased: ReturnType<Metrics['counter']>;

  constructor(metrics: Metrics) {
    this.erased = metrics.counter({
      name: 'retention_erased_total',
      help: 'Activities past their time that this process erased.',
    });
  }
}
