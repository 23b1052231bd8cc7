import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What feeds are read by: an index for each way into the log, and the changed fields as rows. */
export class Feeds1763800100000 implements MigrationInterface {
  readonly name = 'Feeds1763800100000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...indexes, ...changedFields, ...rowLevelSecurity, ...grants, ...backfill]) {
      await db.query(statement);
    }
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

// Erased entries are in none of them.
const indexes = [
  `create index activity_by_time on activity (org, occurred_at, position) where occurred_at is not null`,
  `create index activity_by_type on activity (org, datatype, type, occurred_at, position) where occurred_at is not null`,
  `create index activity_by_record on activity (org, datatype, owner_id, type, occurred_at, position)
    where occurred_at is not null`,
  `create index activity_by_user on activity (org, user_id, datatype, type, occurred_at, position)
    where occurred_at is not null and user_id is not null`,
];

const changedFields = [
  `create table activity_field (
     org text not null,
     field text not null,
     user_id text not null,
     owner_id text not null,
     datatype text not null,
     type text not null,
     occurred_at timestamptz not null,
     position bigint not null,
     primary key (org, field, user_id, owner_id, datatype, type, occurred_at, position)
   )`,
  `comment on table activity_field is 'the changed fields: a row for each under user_id '''' and owner_id '''' (anybody, any record), one under its user, and one under its record'`,
];

const rowLevelSecurity = [
  `alter table activity_field enable row level security`,
  `alter table activity_field force row level security`,
  `create policy every_org on activity_field to activity_appender using (true) with check (true)`,
  `create policy own_org on activity_field for select to activity_reader using (org = current_setting('activity_log.org', true))`,
];

const grants = [
  `grant insert on activity_field to activity_appender`,
  `grant select on activity_field to activity_reader`,
];

// An owner that is no superuser is under the policies as well, and none of them is for it.
const backfill = [
  `alter table activity no force row level security`,
  `alter table activity_field no force row level security`,
  `insert into activity_field (org, field, user_id, owner_id, datatype, type, occurred_at, position)
   select activity.org, changed.field, place.user_id, place.owner_id, activity.datatype, activity.type,
          activity.occurred_at, activity.position
     from activity
    cross join lateral (select distinct unnest(activity.fields) as field) as changed
    cross join lateral (
      values ('', ''), (activity.user_id, ''), ('', activity.owner_id)
    ) as place (user_id, owner_id)
    where activity.occurred_at is not null and place.user_id is not null`,
  `alter table activity force row level security`,
  `alter table activity_field force row level security`,
];
