import type { EntityManager } from 'typeorm';
import type { OrgClaim } from './claim-orgs.js';

/** Records what the topic acknowledged, and takes the ranges that are out altogether from the outbox. */
export async function advanceRelay(tx: EntityManager, advanced: readonly OrgClaim[]): Promise<void> {
  await tx.query(
    `with advanced as materialized (
       select org, relayed from unnest($1::text[], $2::bigint[]) as advanced (org, relayed)
     ), delivered as (
       delete from outbox using advanced where outbox.org = advanced.org and outbox.last_position <= advanced.relayed
     )
     update relay_cursor set relayed = advanced.relayed from advanced where relay_cursor.org = advanced.org`,
    [advanced.map(({ org }) => org), advanced.map(({ relayed }) => relayed.toString())],
  );
}
