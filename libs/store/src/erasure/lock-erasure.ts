import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { ErasureTooEarly } from './erasure-errors.js';
import { erasureLockKey } from './erasure-lock-key.js';
import type { Plan } from './plan.js';

/** An org whose head and projection are locked until the transaction ends: nothing is appended, counted, held or erased meanwhile. */
export interface ErasureGround {
  readonly org: OrgId;
  readonly plan: Plan;
  readonly horizon: Position;
  /** The last position that the rollups count. */
  readonly projected: Position;
  /** The last position that is on the activities topic. */
  readonly relayed: Position;
}

/**
 * Locks an org for an erasure, the head before the projection as a rebuild does. Undefined for an org without a log.
 * Throws ErasureTooEarly while a rebuild of the org runs: it has read what would be erased. Acts as `activity_eraser`.
 */
export async function lockErasure(tx: LogTransaction, org: OrgId): Promise<ErasureGround | undefined> {
  const [lock]: { locked: boolean }[] = await tx.query(
    'select pg_try_advisory_xact_lock_shared(hashtextextended($1::text, 0)) as locked',
    [erasureLockKey(org)],
  );
  if (!lock?.locked) throw new ErasureTooEarly('rebuilding');
  const [head]: { plan: Plan; horizon: string }[] = await tx.query(
    'select plan, horizon from org_head where org = $1::text for update',
    [org],
  );
  const cursors = head && ((await lockCursors(tx, org)) ?? (await createAndLockCursors(tx, org)));
  return (
    cursors && {
      org,
      plan: head.plan,
      horizon: toPosition(head.horizon),
      projected: toPosition(cursors.position),
      relayed: toPosition(cursors.relayed),
    }
  );
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
