import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { countPositions } from '../rollup/count-positions.js';
import { onLiveTables } from './live-tables.js';

/** Up to where an org is to be counted, and how many entries of it in one transaction. */
export interface CatchUp {
  readonly org: OrgId;
  readonly upTo: Position;
  readonly maxRowsPerTransaction: number;
}

/**
 * Counts in the live rollups what no projector has counted yet, by the turns of one, waiting for its claim where a projector
 * stands aside. In a transaction the projection stays locked until that ends. The position up to which the org is counted.
 */
export async function catchUpProjection(
  session: EntityManager,
  { org, upTo, maxRowsPerTransaction }: CatchUp,
): Promise<Position> {
  let counted: Position;
  do {
    counted = await session.transaction(async (tx) => {
      const after = await lockProjection(tx, org);
      return onLiveTables(tx, () => countPositions(tx, { org, after, upTo, maxRows: maxRowsPerTransaction }));
    });
  } while (counted < upTo);
  return counted;
}

async function lockProjection(tx: EntityManager, org: OrgId): Promise<Position> {
  await tx.query('insert into projection_cursor (org) values ($1::text) on conflict do nothing', [org]);
  const rows: { position: string }[] = await tx.query(
    'select position from projection_cursor where org = $1::text for update',
    [org],
  );
  return toPosition(rows[0]?.position ?? '0');
}
