import type { Metrics } from '@activity-log/platform';
import type { Outbox, RelayLag } from '@activity-log/store';

type Counter = ReturnType<Metrics['counter']>;
type Gauge = ReturnType<Metrics['gauge']>;
type Histogram = ReturnType<Metrics['histogram']>;

/** From a turn that finds one row to one of many orgs over a slow link, in seconds. */
const turnBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the relay tells of itself. */
export class RelayMetrics {
  readonly published: Counter;
  readonly turnSeconds: Histogram;
  readonly stoppedOrgs: Gauge;
  readonly #outbox: Outbox;
  #lag: Promise<RelayLag> | undefined;

  constructor(metrics: Metrics, outbox: Outbox) {
    this.#outbox = outbox;
    this.published = metrics.counter({
      name: 'relay_published_total',
      help: 'Activities that the activities topic acknowledged.',
    });
    this.turnSeconds = metrics.histogram({
      name: 'relay_batch_seconds',
      help: 'Time from the claim of a batch to its end.',
      buckets: turnBuckets,
    });
    this.stoppedOrgs = metrics.gauge({
      name: 'relay_stopped_orgs',
      help: 'Orgs that this relay has stopped, for a gap in their log or a record that the topic refuses.',
    });
    metrics.gauge({
      name: 'relay_lag_rows',
      help: 'Activities that are in the log and not on the activities topic yet.',
      collect: async (gauge) => {
        gauge.set((await this.#readLag()).rows);
      },
    });
    metrics.gauge({
      name: 'relay_lag_seconds',
      help: 'Age of the oldest of them.',
      collect: async (gauge) => {
        gauge.set((await this.#readLag()).seconds);
      },
    });
  }

  /** One question for both gauges of a scrape. Without a database the lag is not a number; the other metrics still are. */
  #readLag(): Promise<RelayLag> {
    return (this.#lag ??= this.#outbox
      .lag()
      .catch((): RelayLag => ({ rows: Number.NaN, seconds: Number.NaN }))
      .finally(() => {
        this.#lag = undefined;
      }));
  }
}
