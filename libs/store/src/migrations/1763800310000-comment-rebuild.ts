import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the rebuilder make the comments again from the log. */
export class CommentRebuild1763800310000 implements MigrationInterface {
  readonly name = 'CommentRebuild1763800310000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`create policy every_org_rebuilt on comment to activity_rebuilder using (true) with check (true)`);
    await db.query(`grant select, insert, delete on comment to activity_rebuilder`);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}
