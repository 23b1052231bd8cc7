import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@activity-log/platform';
import { ActivityLog, createStoreDataSource, KeyedRequests } from '@activity-log/store';
import { createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { Client } from 'pg';
import { ExpiredKeySweep } from './expired-key-sweep.js';

let database: TestDatabase;
let appender: ReturnType<typeof createStoreDataSource>;
let admin: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = new Client({ connectionString: database.adminUrl, application_name: 'sweep-test' });
  await admin.connect();
  appender = await createStoreDataSource({
    url: database.queryUrl,
    role: 'activity_appender',
    poolSize: 2,
    applicationName: 'sweep-under-test',
  }).initialize();
});

afterAll(async () => {
  await appender.destroy();
  await admin.end();
  await database.drop();
});

async function addKeys(prefix: string, hours: number): Promise<void> {
  await admin.query(
    `insert into idempotency_key (org, principal, route, key, request_digest, status, headers, body, expires_at)
     select 'acme', 'user:u', 'manage', $1 || n, decode(repeat('00', 32), 'hex'), 201, '{}', '{}',
            now() + make_interval(hours => $2::int)
       from generate_series(1, 25) as n`,
    [prefix, hours],
  );
}

async function keysLeft(): Promise<number> {
  const { rows } = await admin.query<{ left: number }>('select count(*)::int as left from idempotency_key');
  return rows[0]!.left;
}

describe('the sweep of expired keys', () => {
  it('deletes all that have expired, batch by batch, again and again, and stops when told', async () => {
    const lines: string[] = [];
    const sweep = new ExpiredKeySweep({
      requests: new KeyedRequests({ log: new ActivityLog(appender), appender }),
      intervalMs: 20,
      maxKeysPerBatch: 10,
      log: createLogger({ service: 'test', level: 'info', stream: { write: (line) => lines.push(line) } }),
    });
    await addKeys('kept-', 1);
    await addKeys('first-', -1);
    sweep.start();
    await waitFor(async () => (await keysLeft()) === 25);
    await addKeys('second-', -1);
    await waitFor(async () => (await keysLeft()) === 25);
    await sweep.stop();
    await addKeys('third-', -1);
    expect(await keysLeft()).toBe(50);
    const counts = lines.map((line) => JSON.parse(line) as { event: string; count: number });
    expect(counts.map(({ event }) => event)).toEqual(counts.map(() => 'idempotency.keys_expired'));
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(50);
  });

  it('goes on when the database was away', async () => {
    const lines: string[] = [];
    const sweep = new ExpiredKeySweep({
      requests: new KeyedRequests({ log: new ActivityLog(appender), appender }),
      intervalMs: 20,
      maxKeysPerBatch: 10,
      log: createLogger({ service: 'test', level: 'info', stream: { write: (line) => lines.push(line) } }),
    });
    await admin.query('alter table idempotency_key rename to away');
    sweep.start();
    await waitFor(() => lines.some((line) => line.includes('idempotency.sweep_failed')));
    await admin.query('alter table away rename to idempotency_key');
    await waitFor(async () => (await keysLeft()) === 25);
    await sweep.stop();
  });
});
