import {
  toPosition,
  type Activity,
  type ActivityId,
  type OrgId,
  type Position,
  type Subject,
} from '@activity-log/activity';
import { uuidOf } from '../activity-uuid.js';
import { appendActivities } from '../append/append-activities.js';
import type { LogTransaction } from '../append/log-transaction.js';
import { actAs } from './act-as.js';
import { eraseActivities } from './erase-activities.js';
import { ErasureTooEarly, HeldByLaw } from './erasure-errors.js';
import { lockErasure, takeErasureTurn } from './lock-erasure.js';

/** An activity that has its content. */
export interface RedactableActivity {
  readonly position: Position;
  readonly type: string;
  /** Its first subject. */
  readonly record: Pick<Subject, 'datatype' | 'ownerId'>;
}

/** The activity of an id, as what is to be redacted; `erased` when it is already, undefined when the org has none. */
export async function findRedactable(
  tx: LogTransaction,
  { org, id }: { readonly org: OrgId; readonly id: ActivityId },
): Promise<RedactableActivity | 'erased' | undefined> {
  const [row]: { position: string; type: string | null; datatype: string; owner_id: string }[] = await tx.query(
    `select position, case when wire is not null then type end as type, datatype, owner_id
       from activity where org = $1::text and id = $2::uuid`,
    [org, uuidOf(id)],
  );
  if (!row) return undefined;
  const { position, type, datatype, owner_id: ownerId } = row;
  return type === null ? 'erased' : { position: toPosition(position), type, record: { datatype, ownerId } };
}

/**
 * Appends the activity `activity_redacted` and erases what it is about, in the one transaction of `ActivityLog.transaction`
 * of a login that may erase. False when somebody else has erased it meanwhile: then nothing must be committed.
 *
 * Throws HeldByLaw, and ErasureTooEarly when it has to be tried again in a moment.
 */
export async function redactActivity(
  tx: LogTransaction,
  { position, activity }: { readonly position: Position; readonly activity: Activity },
): Promise<boolean> {
  await takeErasureTurn(tx, activity.org);
  const [outcome] = await appendActivities(tx, [activity]);
  if (outcome?.kind !== 'appended') return false;
  await actAs(tx, 'activity_eraser');
  const ground = await lockErasure(tx, activity.org);
  if (!ground) throw new RangeError('an org that was just appended to has a log');
  const { erased, held, unpublished } = await eraseActivities(tx, { ground, positions: [position] });
  await actAs(tx, 'activity_appender');
  if (held.length > 0) throw new HeldByLaw();
  if (unpublished.length > 0) throw new ErasureTooEarly('unpublished');
  return erased.length > 0;
}
