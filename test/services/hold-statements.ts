import type { Pool, PoolClient } from 'pg';
import { waitFor } from '@activity-log/testing';

/** Statements that wait in the database until they are let go. */
export interface HeldStatements {
  /** Resolves when a statement has arrived and waits. */
  arrived(): Promise<void>;
  /** Lets every statement go on, those that wait and those to come. */
  release(): Promise<void>;
}

/** The advisory lock that stands in the way; any number that nothing else uses. */
const gate = 4_711;

/** Which statements wait: those that do `operation` on `table`, or the COMMIT of every transaction that inserted into it. */
export interface HeldPlace {
  readonly operation: 'insert' | 'update' | 'commit after insert';
  readonly table: string;
}

/** Makes statements wait, so that a test can end a process exactly there. One table at a time. */
export async function holdStatements(admin: Pool, { operation, table }: HeldPlace): Promise<HeldStatements> {
  const keeper: PoolClient = await admin.connect();
  await keeper.query('select pg_advisory_lock($1)', [gate]);
  await admin.query(`create or replace function wait_at_gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${gate}); return null; end $$`);
  await admin.query(
    operation === 'commit after insert'
      ? `create constraint trigger wait_at_gate after insert on ${table} deferrable initially deferred
           for each row execute function wait_at_gate()`
      : `create trigger wait_at_gate before ${operation} on ${table} for each statement execute function wait_at_gate()`,
  );
  return {
    arrived: async () => {
      await waitFor(
        async () => {
          const { rowCount } = await admin.query(`select from pg_stat_activity where wait_event = 'advisory'`);
          return (rowCount ?? 0) > 0;
        },
        { timeoutMs: 30_000, describe: `a statement to wait at ${table}` },
      );
    },
    release: async () => {
      await keeper.query('select pg_advisory_unlock($1)', [gate]);
      keeper.release();
      await waitFor(
        async () => {
          const { rowCount } = await admin.query(`select from pg_stat_activity where wait_event = 'advisory'`);
          return rowCount === 0;
        },
        { describe: 'the held statements to go on' },
      );
      await admin.query(`drop trigger wait_at_gate on ${table}`);
    },
  };
}
