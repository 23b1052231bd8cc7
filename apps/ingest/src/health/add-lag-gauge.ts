import type { ObservedBatchConsumer } from '@activity-log/kafka';
import type { Metrics } from '@activity-log/platform';

/** Shows how many records each partition of this member still holds: `ingest_consumer_lag{partition}`. */
export function addLagGauge(metrics: Metrics, consumer: Pick<ObservedBatchConsumer, 'progress'>): void {
  metrics.gauge({
    name: 'ingest_consumer_lag',
    help: 'Records of a partition of this member that are not committed yet, as of its last fetch.',
    labels: ['partition'],
    collect: (gauge) => {
      // Partitions come and go with the group's members; one that went must not keep its last value.
      gauge.reset();
      for (const { partition, lag } of consumer.progress().partitions) {
        if (lag !== undefined) gauge.set({ partition: String(partition) }, Number(lag));
      }
    },
  });
}
