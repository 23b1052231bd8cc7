import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, createMetrics } from '@activity-log/platform';
import { ActivityLog, createStoreDataSource, Outbox, Retention } from '@activity-log/store';
import { anActivity, createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { Client } from 'pg';
import { RetentionJob } from './retention-job.js';
import { RetentionMetrics } from './retention-metrics.js';

const dayMs = 86_400_000;

describe('the retention job', () => {
  let database: TestDatabase;
  let admin: Client;
  let sources: readonly ReturnType<typeof createStoreDataSource>[];
  let log: ActivityLog;
  let outbox: Outbox;
  let retention: Retention;
  let now: Date;
  let lines: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = new Client({ connectionString: database.adminUrl, application_name: 'retention-test' });
    await admin.connect();
    const open = (role: 'activity_appender' | 'activity_relay' | 'activity_eraser') =>
      createStoreDataSource({ url: database.queryUrl, role, poolSize: 2, applicationName: role }).initialize();
    sources = [await open('activity_appender'), await open('activity_relay'), await open('activity_eraser')];
    log = new ActivityLog(sources[0]!);
    outbox = new Outbox(sources[1]!);
    retention = new Retention(sources[2]!);
  });

  afterAll(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await admin.end();
    await database.drop();
  });

  const job = (): RetentionJob => {
    now = new Date();
    lines = [];
    return new RetentionJob({
      retention,
      intervalMs: 20,
      maxEntriesPerBatch: 4,
      maxOrgsPerPage: 2,
      clock: { now: () => now },
      metrics: new RetentionMetrics(createMetrics()),
      log: createLogger({ service: 'test', level: 'info', stream: { write: (line) => lines.push(line) } }),
    });
  };

  const write = async (...orgs: readonly string[]): Promise<void> => {
    await log.append(orgs.flatMap((org) => Array.from({ length: 9 }, () => anActivity({ org }))));
    const bounds = { maxOrgs: 10, maxRowsPerOrg: 100, maxBytesPerOrg: 10_000_000 };
    await outbox.relayNext(bounds, { except: [], publish: () => Promise.resolve() });
  };

  const left = async (): Promise<Readonly<Record<string, number>>> => {
    const { rows } = await admin.query<{ org: string; left: number }>(
      'select org, count(wire)::int as left from activity group by org',
    );
    return Object.fromEntries(rows.map((row) => [row.org, row.left]));
  };

  it('erases nothing before the 90th day and everything of a standard org after it', async () => {
    await write('a', 'b', 'c', 'd', 'e');
    await admin.query(`update org_head set plan = 'enterprise' where org = 'c'`);
    const running = job();
    now = new Date(now.getTime() + 89 * dayMs);
    running.start();
    // A sweep is over: the last thing it did was to find that no org is due.
    await waitFor(async () => {
      const { rows } = await admin.query(
        `select from pg_stat_activity
          where datname = current_database() and application_name = 'activity_eraser' and state = 'idle'
            and query ~ 'passed_over_review'`,
      );
      return rows.length > 0;
    });
    expect(await left()).toEqual({ a: 9, b: 9, c: 9, d: 9, e: 9 });
    now = new Date(now.getTime() + 2 * dayMs);
    await waitFor(async () => Object.values(await left()).reduce((sum, each) => sum + each, 0) === 9);
    await running.stop();
    expect(await left()).toEqual({ a: 0, b: 0, c: 9, d: 0, e: 0 });
    const erased = lines.map((line) => JSON.parse(line) as { event: string; count: number });
    expect(erased.map(({ event }) => event)).toEqual(erased.map(() => 'retention.erased'));
    expect(erased.reduce((sum, { count }) => sum + count, 0)).toBe(36);
  });

  it('goes on when the database was away, and erases nothing more once it is stopped', async () => {
    await write('late');
    const running = job();
    now = new Date(now.getTime() + 91 * dayMs);
    await admin.query('alter table passed_over_review rename to away');
    running.start();
    await waitFor(() => lines.some((line) => line.includes('retention.failed')));
    await admin.query('alter table away rename to passed_over_review');
    await waitFor(async () => (await left())['late'] === 0);
    await running.stop();
    await write('later');
    expect((await left())['later']).toBe(9);
  });
});
