import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The versions of a record in order of position, past everything that happened to it without changing it: a contact has
 * thousands of page visits and a few versions. Erased entries are not in it, and entries that change nothing cost it nothing.
 */
export class RecordVersions1763800500000 implements MigrationInterface {
  readonly name = 'RecordVersions1763800500000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create index activity_by_version on activity (org, datatype, owner_id, position)
        where fields <> '{}' or type in ('record_created', 'record_deleted')
           or type = datatype || '_created' or type = datatype || '_deleted'`,
    );
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}
