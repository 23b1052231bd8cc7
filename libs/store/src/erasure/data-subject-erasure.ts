import { toActivity, type OrgId, type Subject } from '@activity-log/activity';
import type { ActivityLog } from '../append/activity-log.js';
import { appendActivities } from '../append/append-activities.js';
import { dataSubjectErased } from './data-subject-erased.js';
import { eraseSubjectBatch } from './erase-subject-batch.js';
import { selectLogin } from './select-login.js';

/** Whose entries are to be erased, and under which identity the log is to tell of it. */
export interface DataSubjectRequest {
  readonly org: OrgId;
  /** The customer's record. */
  readonly subject: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly maxEntriesPerBatch: number;
  readonly now: Date;
  readonly eventId: string;
}

/** How far an erasure has come. */
export interface DataSubjectProgress {
  readonly erased: number;
  /** Left as they are: they are about another record too, which is held. */
  readonly held: number;
  /** Left as they are: the activities topic does not have them yet. */
  readonly unpublished: number;
}

/** Erases what the log knows of a customer, on request. */
export class DataSubjectErasure {
  readonly #log: ActivityLog;

  /** The login behind `log` may take on the jobs of an appender and of an eraser. */
  constructor(log: ActivityLog) {
    this.#log = log;
  }

  /**
   * Erases every entry about a record, as any of their subjects, comments included: batch by batch, each committed. The last
   * one appends `data_subject_erased`, unless nothing was erased. One that ended early is begun again and goes on.
   *
   * Throws HeldByLaw while the record or its org is held, ErasureTooEarly, and StoreUnavailable.
   */
  async erase(
    request: DataSubjectRequest,
    onBatch: (progress: DataSubjectProgress) => void = () => undefined,
  ): Promise<DataSubjectProgress> {
    let progress: DataSubjectProgress = { erased: 0, held: 0, unpublished: 0 };
    for (let hasMore = true; hasMore;) {
      ({ progress, hasMore } = await this.#eraseBatch(request, progress));
      onBatch(progress);
    }
    return progress;
  }

  #eraseBatch(
    { org, subject, maxEntriesPerBatch: maxEntries, now, eventId }: DataSubjectRequest,
    before: DataSubjectProgress,
  ): Promise<{ readonly progress: DataSubjectProgress; readonly hasMore: boolean }> {
    return this.#log.transaction(org, async (tx) => {
      const kept = before.held + before.unpublished;
      const { hasMore, ...batch } = await eraseSubjectBatch(tx, { org, subject, maxEntries, kept });
      const progress = {
        erased: before.erased + batch.erased.length,
        held: before.held + batch.held.length,
        unpublished: before.unpublished + batch.unpublished.length,
      };
      if (!hasMore && progress.erased > 0) {
        const { erased, held, unpublished } = progress;
        const told = { org, eventId, now, erased, kept: held + unpublished, by: await selectLogin(tx) };
        await appendActivities(tx, [toActivity(dataSubjectErased(told))]);
      }
      return { progress, hasMore };
    });
  }
}
