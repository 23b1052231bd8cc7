import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes from custodians the right to lock the heads of logs: they take turns with erasures by a lock of its own. */
export class CustodianRights1763800710000 implements MigrationInterface {
  readonly name = 'CustodianRights1763800710000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('revoke update (recorded_at) on org_head from activity_custodian');
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}
