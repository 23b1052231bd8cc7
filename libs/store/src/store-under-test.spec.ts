import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from './append/activity-log.js';
import { createStoreDataSource, type StoreRole } from './data-source.js';

/** A migrated database of a test's own, what appends to it, and connections to it. */
export interface StoreUnderTest {
  readonly database: TestDatabase;
  readonly log: ActivityLog;
  /** As the owner of the tables. */
  readonly admin: DataSource;
  /** A connection as a role of the services, until `close`. */
  open(role: StoreRole): Promise<DataSource>;
  close(): Promise<void>;
}

export async function createStoreUnderTest(): Promise<StoreUnderTest> {
  const database = await createTestDatabase();
  const admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  const sources = [admin];
  const open = async (role: StoreRole): Promise<DataSource> => {
    const url = database.queryUrl;
    const source = await createStoreDataSource({ url, role, poolSize: 4, applicationName: role }).initialize();
    sources.push(source);
    return source;
  };
  return {
    database,
    log: new ActivityLog(await open('activity_appender')),
    admin,
    open,
    close: async () => {
      await Promise.all(sources.map((source) => source.destroy()));
      await database.drop();
    },
  };
}
