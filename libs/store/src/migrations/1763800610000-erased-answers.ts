import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a key outlive its answer: an erased answer leaves key and expiry, so that a repeat does not write again what was erased. */
export class ErasedAnswers1763800610000 implements MigrationInterface {
  readonly name = 'ErasedAnswers1763800610000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const answer = 'request_digest, status, headers, body';

const statements = [
  `alter table idempotency_key
     alter request_digest drop not null, alter status drop not null, alter headers drop not null, alter body drop not null,
     add check (num_nulls(${answer}) in (0, 4))`,
  `comment on table idempotency_key is 'the answer of each request that came with an Idempotency-Key, committed with what the request did; null where the activity that it shows is erased'`,
  // Take an answer away is all that erasure does here.
  `drop policy every_org_erased on idempotency_key`,
  `create policy every_org_erased on idempotency_key to activity_eraser using (true) with check (body is null)`,
  `revoke delete on idempotency_key from activity_eraser`,
  `grant update (${answer}) on idempotency_key to activity_eraser`,
];
