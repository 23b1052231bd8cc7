import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the comments of a record in a row of their own, so that an erasure does not have to number those anew that are left. */
export class CommentCounter1763800620000 implements MigrationInterface {
  readonly name = 'CommentCounter1763800620000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...table, ...rowLevelSecurity, ...grants]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

// An owner that is no superuser is under the policies as well, and none of them is for it.
const table = [
  `create table comment_counter (
     org text not null,
     datatype text not null,
     owner_id text not null,
     comments bigint not null check (comments > 0),
     primary key (org, datatype, owner_id)
   ) with (fillfactor = 50)`,
  `comment on table comment_counter is 'how many rows comment has of each record, deleted ones among them'`,
  `alter table comment no force row level security`,
  `insert into comment_counter (org, datatype, owner_id, comments)
   select org, datatype, owner_id, count(*) from comment group by org, datatype, owner_id`,
  `alter table comment force row level security`,
  `alter table comment drop column number`,
  `comment on table comment is 'a read model of the log: position is that of comment_added, changed_position that of comment_deleted once there is one, thread_rank the negated position of the first comment of its thread'`,
];

const rowLevelSecurity = [
  `alter table comment_counter enable row level security`,
  `alter table comment_counter force row level security`,
  `create policy every_org on comment_counter to activity_appender, activity_rebuilder, activity_eraser
     using (true) with check (true)`,
  `create policy own_org on comment_counter for select to activity_reader using (org = current_setting('activity_log.org', true))`,
];

const grants = [
  `grant select on comment_counter to activity_reader`,
  `grant select, insert, update (comments) on comment_counter to activity_appender`,
  `grant select, delete, update (comments) on comment_counter to activity_eraser`,
  `grant select, insert, delete on comment_counter to activity_rebuilder`,
];
