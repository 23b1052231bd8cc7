import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of the log that a projector keeps, the place up to which it has counted, and the roles that keep and rebuild them. */
export class Rollups1763800200000 implements MigrationInterface {
  readonly name = 'Rollups1763800200000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...rowLevelSecurity, ...grants]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const tables = [
  `create table activity_rollup (
     org text not null,
     split smallint not null check (split between 0 and 3),
     user_id text not null,
     field text not null,
     grain smallint not null check (grain between 0 and 3),
     bucket timestamptz not null,
     datatype text not null,
     type text not null,
     customer_visible boolean not null,
     entries bigint not null check (entries > 0),
     primary key (org, split, user_id, field, grain, bucket, datatype, type, customer_visible)
   ) with (fillfactor = 70)`,
  `comment on table activity_rollup is 'entries up to projection_cursor.position by datatype of the first subject, type and time of occurrence: split 0 all, 1 by user ('''' is the system), 2 by changed field, 3 by both; grain 0 all time, 1 month, 2 day, 3 hour, each in UTC'`,
  // Every user of a span: the key above has the user before the time.
  `create index activity_rollup_by_time on activity_rollup (org, grain, bucket) where split = 1`,

  `create table record_counter (
     org text not null,
     datatype text not null,
     owner_id text not null,
     type text not null,
     customer_visible boolean not null,
     entries bigint not null check (entries > 0),
     primary key (org, datatype, owner_id, type, customer_visible)
   ) with (fillfactor = 70)`,
  `comment on table record_counter is 'entries up to projection_cursor.position by first subject and type'`,

  `create table projection_cursor (
     org text primary key references org_head (org),
     position bigint not null default 0 check (position >= 0)
   ) with (fillfactor = 50)`,
  `comment on table projection_cursor is 'the last position of each org that activity_rollup and record_counter count; its row lock is the claim of a projector'`,
];

const projected = ['activity_rollup', 'record_counter', 'projection_cursor'];
const followed = ['org_head', 'activity'];
const rebuilt = ['activity_subject', 'subject_counter', 'activity_field'];

const rowLevelSecurity = [
  ...projected.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy every_org on ${table} to activity_projector, activity_rebuilder using (true) with check (true)`,
    // Unset means no org, so a statement that forgets to say its org sees nothing.
    `create policy own_org on ${table} for select to activity_reader using (org = current_setting('activity_log.org', true))`,
  ]),
  ...followed.map(
    (table) =>
      `create policy every_org_followed on ${table} to activity_projector, activity_rebuilder using (true) with check (true)`,
  ),
  ...rebuilt.map(
    (table) => `create policy every_org_rebuilt on ${table} to activity_rebuilder using (true) with check (true)`,
  ),
];

const grants = [
  `grant select on ${projected.join(', ')} to activity_reader`,
  `grant select on ${followed.join(', ')} to activity_projector, activity_rebuilder`,
  `grant select, insert on ${projected.join(', ')} to activity_projector, activity_rebuilder`,
  `grant update (entries) on activity_rollup, record_counter to activity_projector, activity_rebuilder`,
  `grant update (position) on projection_cursor to activity_projector, activity_rebuilder`,
  `grant delete on activity_rollup, record_counter to activity_rebuilder`,
  `grant select, insert, update, delete on ${rebuilt.join(', ')} to activity_rebuilder`,
  // Locking a head needs the right to change a column of it; recorded_at only ever rises by an append.
  `grant update (recorded_at) on org_head to activity_rebuilder`,
];
