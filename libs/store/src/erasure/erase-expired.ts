import type { OrgId, Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { countPositions } from '../rollup/count-positions.js';
import { actAs } from './act-as.js';
import { PlanChanged } from './erasure-errors.js';
import { eraseActivities } from './erase-activities.js';
import { lockErasedHead, lockErasure, type ErasureGround } from './lock-erasure.js';
import {
  deletePassedOver,
  endReview,
  insertPassedOver,
  moveReview,
  selectPassedOver,
  selectReview,
} from './passed-over.js';
import { moveHorizon, selectExpired } from './horizon.js';

/** What is past its time, and how much of it is erased at once. */
export interface Expiry {
  /** Entries recorded before this are past their time. */
  readonly before: Date;
  readonly maxEntries: number;
}

/** What one batch did. */
export interface ExpiryBatch {
  /** Entries that were looked at; the org has nothing more to do for now when they are fewer than were asked for. */
  readonly passed: number;
  readonly erased: number;
}

/** Entries that a batch counts at the most, before it erases. */
const maxCountedPerBatch = 5_000;

const nothing: ExpiryBatch = { passed: 0, erased: 0 };

/**
 * One batch of an org, those first that a hold kept before. Acts as `activity_eraser`. Throws ErasureTooEarly, and PlanChanged
 * when the org has come to another plan meanwhile: then nothing must be committed.
 */
export async function eraseExpired(tx: LogTransaction, org: OrgId, expiry: Expiry): Promise<ExpiryBatch> {
  if (!(await claim(tx, org))) return nothing;
  const locked = await lockErasure(tx, org);
  if (locked?.plan !== 'standard') return nothing;
  const ground = { ...locked, projected: await countMeanwhile(tx, locked) };
  const reviewed = await selectReview(tx, org);
  const batch =
    reviewed === undefined
      ? await eraseBehindHorizon(tx, ground, expiry)
      : await eraseReleased(tx, ground, { ...expiry, reviewed });
  // Appends go on beside an erasure, and one of them may have said so meanwhile.
  if ((await lockErasedHead(tx, org)) !== 'standard') throw new PlanChanged();
  return batch;
}

/**
 * Counts what was appended, in the place of the projectors: batch upon batch holds the projection, and they stand aside where
 * it is held (measured: 59,000 entries uncounted after 15 s, and totals are exact up to 20,000).
 */
async function countMeanwhile(tx: LogTransaction, { org, projected, size }: ErasureGround): Promise<Position> {
  await actAs(tx, 'activity_projector');
  const counted = await countPositions(tx, { org, after: projected, upTo: size, maxRows: maxCountedPerBatch });
  await actAs(tx, 'activity_eraser');
  return counted;
}

/** Two processes do not wait for each other; the loser goes on with other orgs. */
async function claim(tx: LogTransaction, org: OrgId): Promise<boolean> {
  const [row]: { claimed: boolean }[] = await tx.query(
    'select pg_try_advisory_xact_lock(hashtextextended($1::text, 0)) as claimed',
    [JSON.stringify(['retention', org])],
  );
  return row?.claimed ?? false;
}

async function eraseBehindHorizon(tx: LogTransaction, ground: ErasureGround, expiry: Expiry): Promise<ExpiryBatch> {
  const positions = await selectExpired(tx, ground, expiry);
  const last = positions.at(-1);
  if (last === undefined) return nothing;
  const { erased, held } = await eraseActivities(tx, { ground, positions });
  await insertPassedOver(tx, ground.org, held);
  await moveHorizon(tx, ground.org, last);
  return { passed: positions.length, erased: erased.length };
}

async function eraseReleased(
  tx: LogTransaction,
  ground: ErasureGround,
  { reviewed, maxEntries }: Expiry & { readonly reviewed: Position },
): Promise<ExpiryBatch> {
  const { org } = ground;
  const positions = await selectPassedOver(tx, org, { after: reviewed, limit: maxEntries });
  const { erased, held } = await eraseActivities(tx, { ground, positions });
  const stillHeld = new Set(held);
  await deletePassedOver(
    tx,
    org,
    positions.filter((position) => !stillHeld.has(position)),
  );
  const last = positions.at(-1);
  if (last === undefined || positions.length < maxEntries) await endReview(tx, org);
  else await moveReview(tx, org, last);
  // The horizon has its turn with the next batch.
  return { passed: maxEntries, erased: erased.length };
}
