import type { Counter, Histogram, Metrics } from '@activity-log/platform';

/** What ingest counts. */
export class IngestMetrics {
  readonly batchRecords: Histogram;
  readonly batchSeconds: Histogram;
  readonly appended: Counter;
  readonly duplicates: Counter;
  readonly deadLetters: Counter<'code'>;
  readonly retries: Counter<'reason'>;

  constructor(metrics: Metrics) {
    this.batchRecords = metrics.histogram({
      name: 'ingest_batch_records',
      help: 'Records per batch taken from the topic.',
      buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000],
    });
    this.batchSeconds = metrics.histogram({
      name: 'ingest_batch_seconds',
      help: 'Time from a batch to its outcome: decoding, append, dead letters.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    this.appended = metrics.counter({ name: 'ingest_appended_total', help: 'Activities appended to the log.' });
    this.duplicates = metrics.counter({
      name: 'ingest_duplicates_total',
      help: 'Events that were in the log already, those of a batch that is tried again included.',
    });
    this.deadLetters = metrics.counter({
      name: 'ingest_dead_letters_total',
      help: 'Records acknowledged by the dead-letter topic, by reason.',
      labels: ['code'],
    });
    this.retries = metrics.counter({
      name: 'ingest_retries_total',
      help: 'Batches that must be tried again, by reason.',
      labels: ['reason'],
    });
  }
}
