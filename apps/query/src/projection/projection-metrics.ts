import type { Metrics } from '@activity-log/platform';
import type { Projection } from '@activity-log/store';

/** What the projector tells of itself. */
export class ProjectionMetrics {
  readonly counted: ReturnType<Metrics['counter']>;

  constructor(metrics: Metrics, projection: Projection) {
    this.counted = metrics.counter({
      name: 'projection_counted_total',
      help: 'Activities that this process added to the rollups.',
    });
    metrics.gauge({
      name: 'projection_lag_rows',
      help: 'Activities that are in the log and not in the rollups yet.',
      collect: async (gauge) => {
        // Without a database the lag is not a number; the other metrics still are.
        gauge.set(await projection.lag().catch(() => Number.NaN));
      },
    });
  }
}
