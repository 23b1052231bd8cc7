import type { Activity } from '@activity-log/activity';
import type { BatchOutcome, RecordBatch } from '@activity-log/kafka';
import type { Clock, Logger } from '@activity-log/platform';
import type { ActivityLog } from '@activity-log/store';
import { refusedRecords, type LogOutcome, type RefusedRecord } from '../dead-letters/refused-records.js';
import type { DeadLetterWriter } from '../dead-letters/dead-letter-writer.js';
import { IngestJournal } from './ingest-journal.js';
import type { IngestMetrics } from './ingest-metrics.js';
import { judgeRecords } from './judge-records.js';
import { reasonOf } from './reason-of.js';

/** What {@link DomainEventIngest} works with. */
export interface DomainEventIngestOptions {
  readonly activityLog: Pick<ActivityLog, 'append'>;
  readonly deadLetters: DeadLetterWriter;
  readonly metrics: IngestMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Of one line for the dead letters of a batch, which may be a thousand. */
const maxLoggedIds = 10;

/** Takes batches of domain events into the log. */
export class DomainEventIngest {
  readonly #activityLog: Pick<ActivityLog, 'append'>;
  readonly #deadLetters: DeadLetterWriter;
  readonly #metrics: IngestMetrics;
  readonly #log: Logger;
  readonly #journal: IngestJournal;

  constructor({ activityLog, deadLetters, metrics, clock, log }: DomainEventIngestOptions) {
    this.#activityLog = activityLog;
    this.#deadLetters = deadLetters;
    this.#metrics = metrics;
    this.#log = log;
    this.#journal = new IngestJournal({ log, clock });
  }

  /**
   * `done` when every record of the batch is either in the log, committed, or acknowledged by the dead-letter topic.
   * `retry` when the database or the broker cannot do its part now: a second run of the same batch finds what is stored
   * already as duplicates. Never throws.
   */
  async ingest(batch: RecordBatch): Promise<BatchOutcome> {
    const startedAt = performance.now();
    try {
      const judged = judgeRecords(batch.records);
      const activities = judged.flatMap((verdict) => (verdict.kind === 'activity' ? [verdict.activity] : []));
      const outcomes = await this.#activityLog.append(activities);
      const appended = this.#countOutcomes(activities, outcomes);
      const refused = refusedRecords(judged, outcomes);
      await this.#deadLetters.write(refused, batch);
      this.#countDeadLetters(refused, batch);
      const ms = Math.round(performance.now() - startedAt);
      this.#metrics.batchRecords.observe(batch.records.length);
      this.#metrics.batchSeconds.observe(ms / 1000);
      this.#journal.batch({ count: batch.records.length, ...appended, deadLetters: refused.length, ms });
      return { kind: 'done' };
    } catch (error) {
      const reason = reasonOf(error);
      this.#metrics.retries.inc({ reason });
      this.#log.warn({
        event: 'ingest.retry',
        reason,
        partition: batch.partition,
        firstOffset: batch.records[0]?.offset.toString(),
        count: batch.records.length,
        err: error,
      });
      return { kind: 'retry', reason };
    }
  }

  /** Writes what the journal has summed up since its last line. */
  stop(): void {
    this.#journal.flush();
  }

  #countOutcomes(
    activities: readonly Activity[],
    outcomes: readonly LogOutcome[],
  ): { readonly appended: number; readonly duplicates: number } {
    const appended = outcomes.filter(({ kind }) => kind === 'appended').length;
    const duplicates = outcomes.filter(({ kind }) => kind === 'duplicate').length;
    this.#metrics.appended.inc(appended);
    this.#metrics.duplicates.inc(duplicates);
    if (this.#log.isLevelEnabled('debug')) this.#traceActivities(activities, outcomes);
    return { appended, duplicates };
  }

  #traceActivities(activities: readonly Activity[], outcomes: readonly LogOutcome[]): void {
    activities.forEach(({ id, type, correlationId = id }, index) => {
      this.#log.debug({
        event: 'ingest.activity',
        outcome: outcomes[index]?.kind,
        activityId: id,
        type,
        correlationId,
      });
    });
  }

  #countDeadLetters(refused: readonly RefusedRecord[], { partition }: RecordBatch): void {
    if (refused.length === 0) return;
    const countByCode: Record<string, number> = {};
    for (const { error } of refused) {
      this.#metrics.deadLetters.inc({ code: error.code });
      countByCode[error.code] = (countByCode[error.code] ?? 0) + 1;
    }
    // One line a batch, however many: the headers of the dead letters tell the rest.
    this.#log.warn({
      event: 'ingest.dead_letters',
      partition,
      firstOffset: refused[0]?.record.offset.toString(),
      count: refused.length,
      codes: countByCode,
      correlationIds: [...new Set(refused.flatMap(({ correlationId }) => correlationId ?? []))].slice(0, maxLoggedIds),
    });
  }
}
