import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.js';
import { UsageError } from './usage-error.js';

/**
 * The database as its administrator: ADMIN_DATABASE_URL, else that of the stack that `npm start` runs in DATA_DIR.
 * Throws a UsageError when there is neither.
 */
export function adminUrlOf(settings: Settings): string {
  const url = settings.adminDatabaseUrl ?? stackUrlOf(settings);
  if (url !== undefined) return url;
  throw new UsageError(
    'ADMIN_DATABASE_URL must be set (the URL of a role that may create roles and tables), or DATA_DIR name a stack that npm start has run',
  );
}

/** The database of the stack that `npm start` runs in DATA_DIR, as its administrator; undefined when it never ran. */
export function stackUrlOf({ dataDir, postgresPort }: Settings): string | undefined {
  const password = stackPassword(dataDir);
  return password && `postgres://postgres:${password}@127.0.0.1:${postgresPort}/activity_log`;
}

function stackPassword(dataDir: string): string | undefined {
  try {
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { postgresPassword?: string };
    return secrets.postgresPassword;
  } catch {
    return undefined;
  }
}
