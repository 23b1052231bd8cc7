import type { Metrics } from '@activity-log/platform';

type Counter = ReturnType<Metrics['counter']>;

/** What exports tell of themselves. */
export class ExportMetrics {
  readonly rows: Counter;

  constructor(metrics: Metrics) {
    this.rows = metrics.counter({ name: 'export_rows_total', help: 'Activities written to exports.' });
  }
}
