import type { Metrics } from '@activity-log/platform';

type Counter = ReturnType<Metrics['counter']>;
type Gauge = ReturnType<Metrics['gauge']>;

/** What exports tell of themselves. */
export class ExportMetrics {
  readonly running: Gauge;
  readonly rows: Counter;

  constructor(metrics: Metrics) {
    this.running = metrics.gauge({ name: 'export_running', help: 'Exports that this process sends.' });
    this.rows = metrics.counter({ name: 'export_rows_total', help: 'Activities written to exports.' });
  }
}
