import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans, horizons and legal holds, and the role that erases content: the only way in which a row of the log ever changes. */
export class Erasure1763800600000 implements MigrationInterface {
  readonly name = 'Erasure1763800600000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...onlyErasure, ...rowLevelSecurity, ...grants]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const tables = [
  `alter table org_head
     add column plan text not null default 'standard' check (plan in ('standard', 'enterprise')),
     add column horizon bigint not null default 0 check (horizon >= 0)`,
  `comment on column org_head.horizon is 'up to here retention has been: what is not in passed_over is erased'`,

  `create table legal_hold (
     org text not null,
     datatype text not null,
     owner_id text not null,
     placed_at timestamptz not null default now(),
     placed_by text not null default session_user,
     primary key (org, datatype, owner_id),
     check ((datatype = '') = (owner_id = ''))
   )`,
  `comment on table legal_hold is 'what must not be erased: entries about a record as any of their subjects; datatype '''' and owner_id '''' are the whole org'`,

  `create table passed_over (
     org text not null,
     position bigint not null,
     primary key (org, position)
   )`,
  `comment on table passed_over is 'entries at or before the horizon that a hold kept; they are erased when it ends'`,

  `create table passed_over_review (
     org text primary key,
     position bigint not null default 0
   )`,
  `comment on table passed_over_review is 'orgs where a hold has ended: passed_over is looked through again, from behind this position'`,

  // Comments outlive the erasure of the one that they answer.
  `alter table comment drop constraint comment_org_thread_id_fkey, drop constraint comment_org_parent_id_fkey`,

  // Both answers that are kept begin with it; text cannot look like it, as its quotes are escaped.
  `create index idempotency_key_activity on idempotency_key
     (org, substring(body from '"(?:activityId|id)":"(act_[0-9a-f]{32})"'))`,
];

const onlyErasure = [
  `create or replace function refuse_change() returns trigger language plpgsql as $$
   begin
     -- Erasure leaves what is permanent and nothing else, whichever columns the table has.
     if tg_op = 'UPDATE' and tg_table_name = 'activity' and current_user = 'activity_eraser' then
       if jsonb_strip_nulls(to_jsonb(new)) = jsonb_build_object('org', old.org, 'position', old.position, 'id', old.id,
                                                                'leaf', old.leaf, 'recorded_at', old.recorded_at) then
         return new;
       end if;
     end if;
     raise exception 'the activity log is append-only: % of % is refused', lower(tg_op), tg_table_name using errcode = '42501';
   end $$`,
  `create function refuse_horizon_back() returns trigger language plpgsql as $$
   begin
     if new.horizon < old.horizon then
       raise exception 'a horizon only moves forward' using errcode = '42501';
     end if;
     return new;
   end $$`,
  `create trigger org_head_horizon_forward before update of horizon on org_head
     for each row execute function refuse_horizon_back()`,
];

const erased = [
  'org_head',
  'activity',
  'activity_subject',
  'subject_counter',
  'activity_field',
  'activity_rollup',
  'record_counter',
  'projection_cursor',
  'relay_cursor',
  'comment',
  'idempotency_key',
];

const rowLevelSecurity = [
  ...erased.map(
    (table) => `create policy every_org_erased on ${table} to activity_eraser using (true) with check (true)`,
  ),
  ...['legal_hold', 'passed_over', 'passed_over_review'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy every_org on ${table} to activity_eraser, activity_custodian using (true) with check (true)`,
  ]),
  `create policy every_org_kept on org_head to activity_custodian using (true) with check (true)`,
];

const erasableColumns = `occurred_at, customer_visible, salt, type, datatype, owner_id, user_id, fields, correlation_id,
                         causation_id, traceparent, wire`;

const grants = [
  `grant select on activity, org_head, relay_cursor, legal_hold to activity_eraser`,
  `grant update (${erasableColumns}) on activity to activity_eraser`,
  `grant update (horizon) on org_head to activity_eraser`,
  `grant select, delete on activity_subject, activity_field, idempotency_key to activity_eraser`,
  `grant select, delete, update (entries) on subject_counter, activity_rollup, record_counter to activity_eraser`,
  `grant select, delete, update (number, replies) on comment to activity_eraser`,
  // The lock of the projection, and its row where no projector has been yet.
  `grant select, insert (org), update (position) on projection_cursor to activity_eraser`,
  `grant select, insert, delete on passed_over to activity_eraser`,
  `grant select, delete, update (position) on passed_over_review to activity_eraser`,
  // A plan changes by the activity that says so, in the transaction that appends it.
  `grant update (plan) on org_head to activity_appender`,
  `grant select on org_head, passed_over to activity_custodian`,
  // Locking a head needs the right to change a column of it; recorded_at only ever rises by an append.
  `grant update (recorded_at) on org_head to activity_custodian`,
  `grant select, delete on legal_hold to activity_custodian`,
  `grant insert (org, datatype, owner_id) on legal_hold to activity_custodian`,
  `grant select, insert, update (position) on passed_over_review to activity_custodian`,
];
