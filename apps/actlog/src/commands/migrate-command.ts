import { migrate } from '@activity-log/store';
import { Command } from 'commander';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

/** `migrate`: brings roles and schema to this version. Safe to run again and by several at once. */
export function migrateCommand(terminal: Terminal): Command {
  return new Command('migrate')
    .description(
      'bring roles and schema to this version (ADMIN_DATABASE_URL; INGEST_DATABASE_PASSWORD and QUERY_DATABASE_PASSWORD set the logins of the services)',
    )
    .action(async () => {
      const { adminDatabaseUrl, ingestPassword, queryPassword } = readSettings(terminal);
      if (adminDatabaseUrl === undefined) {
        throw new UsageError('ADMIN_DATABASE_URL must be set: the URL of a role that may create roles and tables');
      }
      const ran = await migrate({
        adminUrl: adminDatabaseUrl,
        passwords: {
          ...(ingestPassword === undefined ? {} : { activity_ingest: ingestPassword }),
          ...(queryPassword === undefined ? {} : { activity_query: queryPassword }),
        },
      });
      terminal.write(ran.length === 0 ? 'the schema is up to date\n' : ran.map((name) => `ran ${name}\n`).join(''));
    });
}
