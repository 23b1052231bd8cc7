import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';

/** An org that this relay alone publishes until its transaction ends. */
export interface OrgClaim {
  readonly org: OrgId;
  /** The last position that the topic acknowledged. */
  readonly relayed: Position;
}

/**
 * Claims orgs that have unpublished positions, longest waiting first, and passes over those that another relay holds.
 * `except` are orgs that this relay has stopped.
 */
export async function claimOrgs(
  tx: EntityManager,
  { maxOrgs, except }: { readonly maxOrgs: number; readonly except: readonly OrgId[] },
): Promise<readonly OrgClaim[]> {
  const rows: { org: OrgId; relayed: string }[] = await tx.query(
    `select relay_cursor.org, relay_cursor.relayed
       from (
         select org, min(recorded_at) as waiting_since from outbox where org <> all($2::text[]) group by org
       ) as pending
       join relay_cursor on relay_cursor.org = pending.org
      order by pending.waiting_since
      limit $1::int
        for update of relay_cursor skip locked`,
    [maxOrgs, except],
  );
  return rows.map(({ org, relayed }) => ({ org, relayed: toPosition(relayed) }));
}
