import { migrate } from '@activity-log/store';
import { Command } from 'commander';
import { settingsHelp } from '../settings-help.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

/** `migrate`: brings roles and schema to this version. Safe to run again and by several at once. */
export function migrateCommand(terminal: Terminal): Command {
  return new Command('migrate')
    .summary('bring roles and schema of the database to this version')
    .description(
      'Bring roles and schema of the database to this version. Safe to run again, and by several at once. npm start does it for its own.',
    )
    .addHelpText('after', settingsHelp('ADMIN_DATABASE_URL', 'INGEST_DATABASE_PASSWORD', 'QUERY_DATABASE_PASSWORD'))
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
