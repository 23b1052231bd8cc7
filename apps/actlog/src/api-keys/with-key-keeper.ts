import { ApiKeyKeeper, createStoreDataSource } from '@activity-log/store';
import { adminUrlOf } from '../admin-url.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** Does one piece of work with the keys of the log's database, and disconnects. */
export async function withKeyKeeper<T>(terminal: Terminal, work: (keeper: ApiKeyKeeper) => Promise<T>): Promise<T> {
  const url = adminUrlOf(readSettings(terminal));
  const dataSource = createStoreDataSource({
    url,
    role: 'activity_key_keeper',
    poolSize: 1,
    applicationName: 'actlog',
  });
  await dataSource.initialize();
  try {
    return await work(new ApiKeyKeeper(dataSource));
  } finally {
    await dataSource.destroy();
  }
}
