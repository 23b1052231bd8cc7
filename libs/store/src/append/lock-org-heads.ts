import {
  decodeFrontier,
  instantOf,
  type Frontier,
  type Instant,
  type Micros,
  type OrgId,
} from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { ensureOrgHeads } from './ensure-org-heads.js';

/** The end of an org's log, locked until the transaction ends. */
export interface OrgHead {
  readonly org: OrgId;
  readonly frontier: Frontier;
  /** When what is appended now is recorded: the database's clock, never before the entry recorded last. */
  readonly recordedAt: Instant;
}

interface HeadRow {
  readonly org: OrgId;
  readonly size: string;
  readonly frontier: Buffer;
  readonly recorded_micros: string;
}

/** Locks the heads in order of org: every append locks in that order, so appends wait for each other but never deadlock. */
export async function lockOrgHeads(tx: EntityManager, orgs: readonly OrgId[]): Promise<ReadonlyMap<OrgId, OrgHead>> {
  let rows = await lockHeads(tx, orgs);
  if (rows.length < orgs.length) {
    // They were there once: the database was restored below us. Out of order, so this may lose a race and be tried again.
    await ensureOrgHeads(tx, orgs);
    rows = await lockHeads(tx, orgs);
  }
  return new Map(
    rows.map((row) => {
      const recordedAt = instantOf(BigInt(row.recorded_micros) as Micros);
      if (!recordedAt) throw new RangeError("the database's clock is outside the years 0001..9999");
      return [row.org, { org: row.org, frontier: decodeFrontier(BigInt(row.size), row.frontier), recordedAt }];
    }),
  );
}

// Not `for update`: a projector that inserts the cursor of a new org looks at the head through its foreign key, and would wait.
async function lockHeads(tx: EntityManager, orgs: readonly OrgId[]): Promise<readonly HeadRow[]> {
  return tx.query(
    `select org, size, frontier,
            (extract(epoch from greatest(recorded_at, clock_timestamp())) * 1000000)::bigint as recorded_micros
       from org_head
      where org = any($1::text[])
      order by org
        for no key update`,
    [orgs],
  );
}
