import type { Metrics } from '@activity-log/platform';

type Counter = ReturnType<Metrics['counter']>;
type Gauge = ReturnType<Metrics['gauge']>;

/** What the streams tell of themselves. */
export class StreamMetrics {
  readonly clients: Gauge;
  readonly sent: Counter;
  readonly droppedSlow: Counter;

  constructor(metrics: Metrics) {
    this.clients = metrics.gauge({ name: 'stream_clients', help: 'Clients that follow a stream of this process.' });
    this.sent = metrics.counter({ name: 'stream_sent_total', help: 'Activities written to clients of streams.' });
    this.droppedSlow = metrics.counter({
      name: 'stream_dropped_slow_total',
      help: 'Clients that were sent away because they did not read in time.',
    });
  }
}
