import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { advanceProjection } from './advance-projection.js';
import { rollUpPositions } from './roll-up-positions.js';

/** Which positions of an org come next, and how many of them at the most. */
export interface NextPositions {
  readonly org: OrgId;
  /** The last position that is counted. */
  readonly after: Position;
  readonly upTo: Position;
  readonly maxRows: number;
}

/** Counts what comes next and records it, under the lock of the org's projection; up to where the org is counted by then. */
export async function countPositions(
  tx: EntityManager,
  { org, after, upTo, maxRows }: NextPositions,
): Promise<Position> {
  // The end may be older than the cursor: a projector reads it before the lock.
  if (upTo <= after) return after;
  const end = after + BigInt(maxRows);
  const range = { org, after, upTo: toPosition(end < upTo ? end : upTo) };
  await rollUpPositions(tx, range);
  await advanceProjection(tx, { org, position: range.upTo });
  return range.upTo;
}
