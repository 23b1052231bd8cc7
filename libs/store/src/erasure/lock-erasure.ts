import { toPosition, type OrgId, type Plan, type Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { ErasureTooEarly } from './erasure-errors.js';
import { erasureLockKey, erasureTurnKey } from './erasure-lock-key.js';

/** An org whose projection is locked until the transaction ends: nothing is counted, held or erased meanwhile but by it. */
export interface ErasureGround {
  readonly org: OrgId;
  readonly plan: Plan;
  readonly horizon: Position;
  /** The last position of its log, which goes on to grow. */
  readonly size: Position;
  /** The last position that the rollups count. */
  readonly projected: Position;
  /** The last position that is on the activities topic. */
  readonly relayed: Position;
}

/**
 * Waits until nobody else erases from an org or places a hold in it, and keeps others from it until the transaction ends.
 * Whoever appends in a transaction that erases takes it first: an erasure locks the head behind everything else.
 */
export async function takeErasureTurn(tx: LogTransaction, org: OrgId): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1::text, 0))', [erasureTurnKey(org)]);
}

/**
 * Locks an org for an erasure, but not its head: entries are appended to it while others are erased. Undefined for an org
 * without a log. Throws ErasureTooEarly while a rebuild of the org runs: it has read what would be erased.
 * Acts as `activity_eraser`.
 */
export async function lockErasure(tx: LogTransaction, org: OrgId): Promise<ErasureGround | undefined> {
  const [lock]: { locked: boolean }[] = await tx.query(
    'select pg_try_advisory_xact_lock_shared(hashtextextended($1::text, 0)) as locked',
    [erasureLockKey(org)],
  );
  if (!lock?.locked) throw new ErasureTooEarly('rebuilding');
  await takeErasureTurn(tx, org);
  const [head]: { plan: Plan; horizon: string; size: string }[] = await tx.query(
    'select plan, horizon, size from org_head where org = $1::text',
    [org],
  );
  const cursors = head && ((await lockCursors(tx, org)) ?? (await createAndLockCursors(tx, org)));
  return (
    cursors && {
      org,
      plan: head.plan,
      horizon: toPosition(head.horizon),
      size: toPosition(head.size),
      projected: toPosition(cursors.position),
      relayed: toPosition(cursors.relayed),
    }
  );
}

/**
 * Locks the head of an org as an append does, at the end of an erasure, for what appends write as well; the plan that the org
 * is on by now. Undefined for an org without a log.
 */
export async function lockErasedHead(tx: LogTransaction, org: OrgId): Promise<Plan | undefined> {
  const rows: { plan: Plan }[] = await tx.query('select plan from org_head where org = $1::text for no key update', [
    org,
  ]);
  return rows[0]?.plan;
}

interface CursorRow {
  readonly position: string;
  readonly relayed: string;
}

async function lockCursors(tx: LogTransaction, org: OrgId): Promise<CursorRow | undefined> {
  const rows: CursorRow[] = await tx.query(
    `select projection_cursor.position, relay_cursor.relayed
       from projection_cursor join relay_cursor on relay_cursor.org = projection_cursor.org
      where projection_cursor.org = $1::text
        for update of projection_cursor`,
    [org],
  );
  return rows[0];
}

/** An org that no projector has met: without its row, one could count what is erased here. */
async function createAndLockCursors(tx: LogTransaction, org: OrgId): Promise<CursorRow | undefined> {
  await tx.query('insert into projection_cursor (org) values ($1::text) on conflict do nothing', [org]);
  return lockCursors(tx, org);
}
