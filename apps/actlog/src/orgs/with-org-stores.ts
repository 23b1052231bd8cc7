import { ActivityLog, createStoreDataSource, OrgCustodian, type StoreRole } from '@activity-log/store';
import { adminUrlOf } from '../admin-url.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** Does one piece of work with the holds and plans of orgs, and disconnects. */
export function withCustodian<T>(terminal: Terminal, work: (custodian: OrgCustodian) => Promise<T>): Promise<T> {
  return withSource(terminal, 'activity_custodian', (source) => work(new OrgCustodian(source)));
}

/** Does one piece of work with the log as its administrator, who may erase, and disconnects. */
export function withLog<T>(terminal: Terminal, work: (log: ActivityLog) => Promise<T>): Promise<T> {
  return withSource(terminal, 'activity_appender', (source) => work(new ActivityLog(source)));
}

async function withSource<T>(
  terminal: Terminal,
  role: StoreRole,
  work: (source: ReturnType<typeof createStoreDataSource>) => Promise<T>,
): Promise<T> {
  const url = adminUrlOf(readSettings(terminal));
  const source = createStoreDataSource({ url, role, poolSize: 1, applicationName: 'actlog' });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
