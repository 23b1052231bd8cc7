import { encodeFrontier } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import type { OrgHead } from './lock-org-heads.js';

/** The channel on which every append nudges those who wait for entries. A nudge may be missed: poll as well. */
export const appendedChannel = 'activity_appended';

/**
 * Moves the heads to where the plan put them, enters the new positions into the outbox and nudges the relays, in one statement.
 * The heads are locked, so `size` still is what the plan began with.
 */
export async function advanceOrgHeads(tx: EntityManager, heads: readonly OrgHead[]): Promise<void> {
  await tx.query(
    `with moved as materialized (
       select org, size, frontier, recorded_at
         from unnest($1::text[], $2::bigint[], $3::bytea[], $4::timestamptz[]) as moved (org, size, frontier, recorded_at)
     ), outboxed as (
       insert into outbox (org, first_position, last_position, recorded_at)
       select moved.org, org_head.size + 1, moved.size, moved.recorded_at
         from moved join org_head on org_head.org = moved.org
     ), advanced as (
       update org_head
          set size = moved.size, frontier = moved.frontier, recorded_at = moved.recorded_at
         from moved
        where org_head.org = moved.org
     )
     select pg_notify('${appendedChannel}', '')`,
    [
      heads.map(({ org }) => org),
      heads.map(({ frontier }) => frontier.size.toString()),
      heads.map(({ frontier }) => encodeFrontier(frontier)),
      heads.map(({ recordedAt }) => recordedAt.text),
    ],
  );
}
