import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';

/** An org that this projector alone counts until its transaction ends. */
export interface ProjectionClaim {
  /** The last position that is counted. */
  readonly position: Position;
  /** The last position of the log. */
  readonly size: Position;
}

/** Claims an org, or undefined while another projector holds it. Its cursor must exist. */
export async function claimProjection(tx: EntityManager, org: OrgId): Promise<ProjectionClaim | undefined> {
  const rows: { position: string; size: string }[] = await tx.query(
    `select projection_cursor.position, org_head.size
       from projection_cursor join org_head on org_head.org = projection_cursor.org
      where projection_cursor.org = $1::text
        for update of projection_cursor skip locked`,
    [org],
  );
  const [row] = rows;
  return row && { position: toPosition(row.position), size: toPosition(row.size) };
}
