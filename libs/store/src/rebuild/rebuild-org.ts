import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { DataSource, EntityManager } from 'typeorm';
import { insertSubjects } from '../append/insert-subjects.js';
import { lockOrgHeads } from '../append/lock-org-heads.js';
import { commentSource } from '../comment/comment-source.js';
import { insertCommentsOfLog } from '../comment/insert-comments-of-log.js';
import { erasureLockKey } from '../erasure/erasure-lock-key.js';
import { insertChangedFields } from '../feed/insert-changed-fields.js';
import { advanceProjection } from '../rollup/advance-projection.js';
import { rollUpPositions } from '../rollup/roll-up-positions.js';
import { catchUpProjection } from './catch-up-projection.js';
import { readModels } from './read-models.js';
import { replaceReadModel, type Mended } from './replace-read-model.js';
import { selectLoggedEntries } from './select-logged-entries.js';
import { createShadowTables, dropShadowTables } from './shadow-tables.js';

/** Which org to rebuild, and how many of its entries are held in memory at a time. */
export interface RebuildRequest {
  readonly org: OrgId;
  readonly maxRowsPerBatch: number;
}

/** What a rebuild of an org did. */
export interface RebuiltOrg {
  /** Entries of its log, erased ones among them. */
  readonly entries: Position;
  readonly mended: readonly Mended[];
}

/** How often the log is read on to its end before its head is locked, however fast it grows. */
const maxPasses = 10;

/**
 * Makes the read models of an org again from its log and puts them in place of the live ones. Reads the log in batches
 * beside appends and projector; the head of the log and the projection are locked only to add what came meanwhile and to
 * put right the rows that differ. What no projector has counted yet is counted first, as a projector would, so that only
 * what is wrong differs. Until the end commits, nothing else has changed: a rebuild that ends early can be run again.
 *
 * Undefined for an org that has no log. `rebuilder` acts as `activity_rebuilder`.
 */
export async function rebuildOrg(
  rebuilder: DataSource,
  { org, maxRowsPerBatch }: RebuildRequest,
): Promise<RebuiltOrg | undefined> {
  const runner = rebuilder.createQueryRunner();
  try {
    // What is erased while the log is read would come back.
    await runner.query('select pg_advisory_lock(hashtextextended($1::text, 0))', [erasureLockKey(org)]);
    let size = await sizeOf(runner.manager, org);
    if (size === undefined) return undefined;
    await createShadowTables(runner.manager);
    const batches = { org, maxRowsPerBatch };
    let built = toPosition(0n);
    for (let pass = 0; size > built && pass < maxPasses; pass += 1) {
      built = await buildUpTo(runner.manager, batches, { after: built, upTo: size });
      size = (await sizeOf(runner.manager, org)) ?? size;
    }
    await catchUpProjection(runner.manager, { org, upTo: built, maxRowsPerTransaction: maxRowsPerBatch });
    return await runner.manager.transaction(async (tx) => {
      const head = (await lockOrgHeads(tx, [org])).get(org);
      if (!head) return undefined;
      const upTo = toPosition(head.frontier.size);
      // Behind the head, as a projector only ever locks the projection.
      await catchUpProjection(tx, { org, upTo, maxRowsPerTransaction: maxRowsPerBatch });
      await buildUpTo(tx, batches, { after: built, upTo });
      await insertCommentsOfLog(tx, { org, source: commentSource });
      const mended: Mended[] = [];
      for (const model of readModels) mended.push(await replaceReadModel(tx, org, model));
      // It may have been ahead of the log, which was restored below it.
      await advanceProjection(tx, { org, position: upTo });
      return { entries: upTo, mended };
    });
  } finally {
    // A connection that broke took its tables with it.
    await dropShadowTables(runner.manager).catch(() => undefined);
    await runner
      .query('select pg_advisory_unlock(hashtextextended($1::text, 0))', [erasureLockKey(org)])
      .catch(() => undefined);
    await runner.release();
  }
}

/** Adds the entries of a range to the shadow tables; the end of the range. */
async function buildUpTo(
  session: EntityManager,
  { org, maxRowsPerBatch }: RebuildRequest,
  { after, upTo }: { readonly after: Position; readonly upTo: Position },
): Promise<Position> {
  for (let done = after; done < upTo;) {
    const end = done + BigInt(maxRowsPerBatch);
    const range = { org, after: done, upTo: toPosition(end < upTo ? end : upTo) };
    const entries = await selectLoggedEntries(session, range);
    await insertSubjects(session, entries);
    await insertChangedFields(session, entries);
    await rollUpPositions(session, range);
    done = range.upTo;
  }
  return upTo;
}

async function sizeOf(session: EntityManager, org: OrgId): Promise<Position | undefined> {
  const rows: { size: string }[] = await session.query('select size from org_head where org = $1::text', [org]);
  return rows[0] && toPosition(rows[0].size);
}
