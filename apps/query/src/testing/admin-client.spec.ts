import pg from 'pg';
import type { TestDatabase } from '@activity-log/testing';

/** A superuser's connection to a test's database. Close it. */
export class AdminClient {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open({ adminUrl }: TestDatabase): Promise<AdminClient> {
    const client = new pg.Client({ connectionString: adminUrl, application_name: 'test-admin' });
    await client.connect();
    return new AdminClient(client);
  }

  async rows<T extends pg.QueryResultRow>(statement: string): Promise<readonly T[]> {
    return (await this.#client.query<T>(statement)).rows;
  }

  /** Runs what is to happen while readers may not select from a table. */
  async withoutReaders<T>(table: string, happen: () => Promise<T>): Promise<T> {
    await this.rows(`revoke select on ${table} from activity_reader`);
    try {
      return await happen();
    } finally {
      await this.rows(`grant select on ${table} to activity_reader`);
    }
  }

  /** Runs what is to happen while everybody else waits for a table. */
  async withLocked<T>(table: string, happen: () => Promise<T>): Promise<T> {
    await this.rows('begin');
    try {
      await this.rows(`lock table ${table} in access exclusive mode`);
      return await happen();
    } finally {
      await this.rows('commit');
    }
  }

  /** Statements of others that wait for a lock. */
  async waiting(): Promise<number> {
    const [found] = await this.rows<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return found?.waiting ?? 0;
  }

  /** Cancels the statements of others that wait for a lock, as an operator may. */
  async cancelWaiting(): Promise<void> {
    await this.rows(
      `select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
