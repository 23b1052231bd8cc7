import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createStoreDataSource } from './data-source.js';
import { orUnavailable } from './or-unavailable.js';

let database: TestDatabase;
let reader: DataSource;

const poolOf = (url: string): DataSource =>
  createStoreDataSource({ url, role: 'activity_reader', poolSize: 1, applicationName: 'or-unavailable-spec' });

beforeAll(async () => {
  database = await createTestDatabase();
  reader = await poolOf(database.queryUrl).initialize();
});

afterAll(async () => {
  await reader.destroy();
  await database.drop();
});

describe('work in the database', () => {
  it('answers', async () => {
    expect(await orUnavailable(() => reader.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it.each([
    ['a table that is not there', 'select 1 from no_such_table', '42P01'],
    ['a right that is missing', 'delete from activity', '42501'],
    ['a value out of range', "select '10000-13-01'::date", '22008'],
  ])('that fails for %s comes out as it is', async (_reason, statement, code) => {
    const failed = orUnavailable(() => reader.query(statement));
    await expect(failed).rejects.toMatchObject({ name: 'QueryFailedError', driverError: { code } });
  });

  it('that fails before or behind the statement comes out as it is', async () => {
    const failed = orUnavailable(async () => {
      await reader.query('select 1');
      return new Date(Number.NaN).toISOString();
    });
    await expect(failed).rejects.toBeInstanceOf(RangeError);
  });

  it('that cannot give a value to the driver comes out as it is', async () => {
    const failed = orUnavailable(() => reader.query('select $1::jsonb', [{ big: 1n }]));
    await expect(failed).rejects.not.toMatchObject({ code: 'store_unavailable' });
  });

  it('that takes too long is unavailable', async () => {
    const slow = orUnavailable(() =>
      reader.transaction(async (tx) => {
        await tx.query('set local statement_timeout = 20');
        await tx.query('select pg_sleep(5)');
      }),
    );
    await expect(slow).rejects.toMatchObject({ code: 'store_unavailable', sqlState: '57014' });
  });

  it('over a pool that is not connected yet is unavailable', async () => {
    const early = orUnavailable(() => poolOf(database.queryUrl).query('select 1'));
    await expect(early).rejects.toMatchObject({ code: 'store_unavailable', sqlState: 'unknown' });
  });

  it('of a server that is not there is unavailable', async () => {
    const nowhere = new URL(database.queryUrl);
    // Nothing listens there: port 1 needs rights that nobody uses.
    nowhere.port = '1';
    const refused = orUnavailable(() => poolOf(nowhere.href).initialize());
    await expect(refused).rejects.toMatchObject({ code: 'store_unavailable', sqlState: 'ECONNREFUSED' });
  });

  it('whose connection is cut is unavailable', async () => {
    const cut = orUnavailable(() => reader.query('select pg_sleep(30)'));
    const verdict = expect(cut).rejects.toMatchObject({ code: 'store_unavailable', retry: 'later', sqlState: '57P01' });
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await waitFor(async () => {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and query = 'select pg_sleep(30)' and pid <> pg_backend_pid()`,
      );
      return rowCount === 1;
    });
    await admin.end();
    await verdict;
  });
});
