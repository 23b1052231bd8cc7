import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remembers since when an org is on its plan, so that an older change that arrives late does not undo it. */
export class PlanSince1763800630000 implements MigrationInterface {
  readonly name = 'PlanSince1763800630000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const statements = [
  `alter table org_head add column plan_since timestamptz not null default '-infinity'`,
  `comment on column org_head.plan_since is 'when the plan changed, by the activity that said so and never later than it was recorded; an older change is passed over'`,
  `grant update (plan_since) on org_head to activity_appender`,
];
