import { toPosition, type OrgId, type Subject } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { timelineKeyOf } from '../timeline-key.js';
import { actAs } from './act-as.js';
import { eraseActivities, type Erasure } from './erase-activities.js';
import { HeldByLaw } from './erasure-errors.js';
import { lockErasure } from './lock-erasure.js';
import { isHeld } from './placed-holds.js';

/** Whose entries, how many at a time, and behind how many that were left as they are. */
export interface SubjectBatch {
  readonly org: OrgId;
  readonly subject: Pick<Subject, 'datatype' | 'ownerId'>;
  readonly maxEntries: number;
  readonly kept: number;
}

/** What a batch did, and whether entries may follow. */
export interface SubjectBatchDone extends Erasure {
  readonly hasMore: boolean;
}

/**
 * Erases the next entries about a record, as any of their subjects. What is erased leaves the timeline of the record, so
 * the next batch begins behind what was kept. Throws HeldByLaw while the record or its org is held, and ErasureTooEarly.
 */
export async function eraseSubjectBatch(
  tx: LogTransaction,
  { org, subject, maxEntries, kept }: SubjectBatch,
): Promise<SubjectBatchDone> {
  await actAs(tx, 'activity_eraser');
  const ground = await lockErasure(tx, org);
  if (!ground) return { erased: [], held: [], unpublished: [], hasMore: false };
  if (await isHeld(tx, org, subject)) throw new HeldByLaw();
  const key = timelineKeyOf(subject);
  const rows: { position: string }[] = await tx.query(
    `select position
       from activity_subject
      where org = $1::text and datatype = $2::text and owner_id = $3::text
      order by customer_visible, occurred_at, position
      limit $4::int offset $5::int`,
    [org, key.datatype, key.ownerId, maxEntries, kept],
  );
  const positions = rows.map(({ position }) => toPosition(position));
  const erasure = await eraseActivities(tx, { ground, positions });
  await actAs(tx, 'activity_appender');
  return { ...erasure, hasMore: rows.length === maxEntries };
}
