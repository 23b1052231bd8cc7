import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comments, and the answers that a repeated request gets again, with the grants of each role. */
export class CommentsAndIdempotency1763800300000 implements MigrationInterface {
  readonly name = 'CommentsAndIdempotency1763800300000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...rowLevelSecurity, ...grants]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const tables = [
  `create table comment (
     position bigint not null check (position > 0),
     changed_position bigint not null check (changed_position >= position),
     thread_rank bigint not null check (thread_rank < 0),
     number bigint not null check (number > 0),
     created_at timestamptz not null,
     deleted_at timestamptz,
     id uuid not null,
     thread_id uuid not null,
     parent_id uuid,
     replies integer not null default 0 check (replies >= 0),
     org text not null,
     datatype text not null,
     owner_id text not null,
     record_name text,
     author_id text not null,
     author_name text,
     author_email text,
     text text,
     mentions text[],
     primary key (org, id),
     foreign key (org, thread_id) references comment (org, id),
     foreign key (org, parent_id) references comment (org, id),
     check ((deleted_at is null) = (text is not null))
   )`,
  `create unique index comment_position on comment (org, datatype, owner_id, position)`,
  `create index comment_thread on comment (org, datatype, owner_id, thread_rank, position)`,
  `create index comment_changed on comment (org, datatype, owner_id, changed_position)`,
  `comment on table comment is 'a read model of the log: position is that of comment_added, changed_position that of comment_deleted once there is one, thread_rank the negated position of the first comment of its thread, number its place among the comments of its record'`,

  `create table idempotency_key (
     expires_at timestamptz not null,
     org text not null,
     principal text not null,
     route text not null,
     key text not null,
     request_digest bytea not null check (octet_length(request_digest) = 32),
     status smallint not null,
     headers json not null,
     body text not null,
     primary key (org, principal, route, key)
   )`,
  `create index idempotency_key_expires_at on idempotency_key (expires_at)`,
  `comment on table idempotency_key is 'the answer of each request that came with an Idempotency-Key, committed with what the request did'`,
];

const rowLevelSecurity = ['comment', 'idempotency_key'].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy every_org on ${table} to activity_appender using (true) with check (true)`,
]);

const grants = [
  // Unset means no org, so a statement that forgets to say its org sees nothing.
  `create policy own_org on comment for select to activity_reader using (org = current_setting('activity_log.org', true))`,
  `grant select on comment to activity_reader`,
  `grant select, insert on comment to activity_appender`,
  `grant update (replies, changed_position, deleted_at, author_name, author_email, text, mentions) on comment to activity_appender`,
  `grant select, insert, update, delete on idempotency_key to activity_appender`,
];
