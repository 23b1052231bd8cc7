import type { OrgId } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { liveSchema } from './live-tables.js';
import type { ReadModel } from './read-models.js';

/** Rows of a live table that a rebuild changed; none when it was right. */
export interface Mended {
  readonly table: string;
  readonly removed: number;
  readonly added: number;
}

/**
 * Makes the live rows of an org the same as those of its shadow table, and touches no row that is right: readers see the
 * change at the commit, as a whole.
 */
export async function replaceReadModel(
  tx: EntityManager,
  org: OrgId,
  { table, columns, nullable }: ReadModel,
): Promise<Mended> {
  // Unqualified, the name is that of the shadow.
  const live = `${await liveSchema(tx)}.${table}`;
  const built = `pg_temp.${table}`;
  const same = nullable
    ? 'built::text = live::text'
    : columns.map((column) => `built.${column} = live.${column}`).join(' and ');
  await tx.query(`analyze ${built}`);
  const removed: [unknown[], number] = await tx.query(
    `delete from ${live} as live where live.org = $1::text and not exists (select from ${built} as built where ${same})`,
    [org],
  );
  const added: unknown[] = await tx.query(
    `insert into ${live} (${columns.join(', ')})
     select ${columns.join(', ')} from ${built} as built
      where not exists (select from ${live} as live where live.org = $1::text and ${same})
     returning 1`,
    [org],
  );
  return { table, removed: removed[1], added: added.length };
}
