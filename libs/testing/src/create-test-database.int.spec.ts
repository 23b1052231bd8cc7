import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from './create-test-database.js';

describe('a test database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });

  it('has the schema of the log and lets the services log in', async () => {
    for (const url of [database.ingestUrl, database.queryUrl]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query<{ database: string }>('select current_database() as database');
      await client.end();
      expect(rows).toEqual([{ database: database.name }]);
    }
  });

  it('names who left a connection open when it is dropped', async () => {
    const other = await createTestDatabase();
    const leak = new Client({ connectionString: other.adminUrl, application_name: 'forgetful' });
    leak.on('error', () => undefined);
    await leak.connect();
    await expect(other.drop()).rejects.toThrow('left 1 database connections open: forgetful (idle)');
    await leak.end().catch(() => undefined);
  });
});
