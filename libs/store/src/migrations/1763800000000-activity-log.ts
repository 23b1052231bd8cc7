import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, its timelines, its counters and its outbox, with the grants of each role. */
export class ActivityLog1763800000000 implements MigrationInterface {
  readonly name = 'ActivityLog1763800000000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...appendOnly, ...rowLevelSecurity, ...grants]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const tables = [
  `create table org_head (
     org text primary key,
     size bigint not null default 0 check (size >= 0),
     frontier bytea not null default '',
     recorded_at timestamptz not null default now()
   ) with (fillfactor = 50)`,
  `comment on table org_head is 'one row an org, locked by every append: size is the last position, frontier the right edge of its Merkle tree'`,

  `create table activity (
     position bigint not null check (position > 0),
     recorded_at timestamptz not null,
     occurred_at timestamptz,
     id uuid not null,
     customer_visible boolean,
     org text not null,
     leaf bytea not null check (octet_length(leaf) = 32),
     salt bytea check (octet_length(salt) = 16),
     type text,
     datatype text,
     owner_id text,
     user_id text,
     fields text[],
     correlation_id text,
     causation_id text,
     traceparent text,
     wire text,
     primary key (org, position),
     unique (org, id)
   )`,
  `comment on table activity is 'the log: org, position, id, leaf and recorded_at are permanent, every other column can be erased; datatype and owner_id are those of the first subject'`,

  `create table activity_subject (
     org text not null,
     datatype text not null,
     owner_id text not null,
     customer_visible boolean not null,
     occurred_at timestamptz not null,
     position bigint not null,
     primary key (org, datatype, owner_id, customer_visible, occurred_at, position)
   )`,
  `comment on table activity_subject is 'the timelines: a row for each subject, and for customers one under owner_id '''' (any of the datatype) and one under datatype '''' (any customer)'`,

  `create table subject_counter (
     org text not null,
     datatype text not null,
     owner_id text not null,
     customer_visible boolean not null,
     entries bigint not null check (entries >= 0),
     primary key (org, datatype, owner_id, customer_visible)
   ) with (fillfactor = 50)`,
  `comment on table subject_counter is 'how many rows activity_subject has under each key'`,

  `create table outbox (
     org text not null,
     first_position bigint not null,
     last_position bigint not null check (last_position >= first_position),
     recorded_at timestamptz not null,
     primary key (org, first_position)
   )`,
  `create index outbox_recorded_at on outbox (recorded_at)`,
  `comment on table outbox is 'the ranges of positions that are not on the activities topic yet, one row for each org of each append'`,

  `create table relay_cursor (
     org text primary key references org_head (org),
     relayed bigint not null default 0 check (relayed >= 0)
   ) with (fillfactor = 50)`,
  `comment on table relay_cursor is 'the last position of each org that the activities topic acknowledged; its row lock is the claim of a relay'`,
];

const appendOnly = [
  `create function refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception 'the activity log is append-only: % of % is refused', lower(tg_op), tg_table_name using errcode = '42501';
   end $$`,
  `create trigger activity_append_only before update or delete on activity for each row execute function refuse_change()`,
  `create trigger activity_no_truncate before truncate on activity for each statement execute function refuse_change()`,
];

const orgScoped = ['org_head', 'activity', 'activity_subject', 'subject_counter'];

const rowLevelSecurity = [...orgScoped, 'outbox', 'relay_cursor'].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy every_org on ${table} to activity_appender, activity_relay using (true) with check (true)`,
  ...(orgScoped.includes(table)
    ? [
        // Unset means no org, so a statement that forgets to say its org sees nothing.
        `create policy own_org on ${table} for select to activity_reader using (org = current_setting('activity_log.org', true))`,
      ]
    : []),
]);

const grants = [
  `grant select, insert on org_head, activity, relay_cursor to activity_appender`,
  `grant update (size, frontier, recorded_at) on org_head to activity_appender`,
  `grant insert on activity_subject, outbox to activity_appender`,
  `grant select, insert on subject_counter to activity_appender`,
  `grant update (entries) on subject_counter to activity_appender`,
  `grant select on ${orgScoped.join(', ')} to activity_reader`,
  `grant select on org_head, activity, relay_cursor to activity_relay`,
  `grant update (relayed) on relay_cursor to activity_relay`,
  `grant select, delete on outbox to activity_relay`,
];
