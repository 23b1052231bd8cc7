import type { OrgId, Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';

/** Records up to where an org is counted; in the transaction that counts it. */
export async function advanceProjection(
  tx: EntityManager,
  { org, position }: { readonly org: OrgId; readonly position: Position },
): Promise<void> {
  await tx.query('update projection_cursor set position = $2::bigint where org = $1::text', [org, position.toString()]);
}
