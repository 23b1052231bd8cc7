import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the feed of a record is read by when a user is asked for: an index of the log, and the changed fields of record and user. */
export class RecordsByUser1763800700000 implements MigrationInterface {
  readonly name = 'RecordsByUser1763800700000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [byRecordUser, ...changedFields]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

// Erased entries are not in it.
const byRecordUser = `
  create index activity_by_record_user on activity (org, datatype, owner_id, user_id, type, occurred_at, position)
   where occurred_at is not null and user_id is not null`;

const changedFields = [
  `comment on table activity_field is 'the changed fields: a row for each under user_id '''' and owner_id '''' (anybody, any record), one under its user, one under its record, and one under both'`,
  // An owner that is no superuser is under the policies as well, and none of them is for it.
  `alter table activity no force row level security`,
  `alter table activity_field no force row level security`,
  `insert into activity_field (org, field, user_id, owner_id, datatype, type, occurred_at, position)
   select activity.org, changed.field, activity.user_id, activity.owner_id, activity.datatype, activity.type,
          activity.occurred_at, activity.position
     from activity
    cross join lateral (select distinct unnest(activity.fields) as field) as changed
    where activity.occurred_at is not null and activity.user_id is not null`,
  `alter table activity force row level security`,
  `alter table activity_field force row level security`,
];
