import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Has the rollups vacuumed after a fiftieth of them has changed, not a fifth: the counts of the present hour, day and month
 * change with every turn of a projector, and each change leaves a dead row that reads pass over.
 */
export class RollupUpkeep1763800210000 implements MigrationInterface {
  readonly name = 'RollupUpkeep1763800210000';

  async up(db: QueryRunner): Promise<void> {
    for (const table of ['activity_rollup', 'record_counter']) {
      await db.query(
        `alter table ${table} set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
      );
    }
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}
