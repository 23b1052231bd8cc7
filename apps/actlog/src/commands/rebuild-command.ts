import type { OrgId } from '@activity-log/activity';
import { createStoreDataSource, ReadModelRebuild, type RebuiltOrg } from '@activity-log/store';
import { Command } from 'commander';
import { adminUrlOf } from '../admin-url.js';
import { countOf } from '../count-of.js';
import { orgArgument } from '../org-option.js';
import { OrgUnknown } from '../orgs/org-unknown.js';
import { administratorHelp } from '../settings-help.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { wholeNumberArgument } from '../whole-number-argument.js';

interface RebuildOptions {
  readonly org?: OrgId;
  readonly after?: OrgId;
  readonly batch: number;
}

/** Orgs that are asked for at a time. */
const orgsPerPage = 1_000;

/** A comparison of all rows of a large org is one statement. */
const answerTimeoutMs = 3_600_000;

/** `rebuild`: every read model again from the log, org by org, while the services run. */
export function rebuildCommand(terminal: Terminal): Command {
  return new Command('rebuild')
    .summary('make the read models again from the log')
    .description(
      'Make the read models (timelines, changed fields, counters, rollups, comments) again from the log, while the services run, org by org, and say what was wrong.',
    )
    .option('--org <id>', 'this org (workspace) alone', orgArgument)
    .option('--after <id>', 'go on behind this org, where an earlier run ended', orgArgument)
    .option(
      '--batch <n>',
      'entries of a log that are read at a time',
      wholeNumberArgument({ min: 1, max: 100_000 }),
      5_000,
    )
    .addHelpText('after', administratorHelp)
    .action(async (options: RebuildOptions) => {
      if (options.org !== undefined && options.after !== undefined) {
        throw new UsageError('--org and --after exclude each other');
      }
      const rebuilder = createStoreDataSource({
        url: adminUrlOf(readSettings(terminal)),
        role: 'activity_rebuilder',
        poolSize: 1,
        applicationName: 'actlog',
        answerTimeoutMs,
      });
      await rebuilder.initialize();
      try {
        await rebuildOrgs(new ReadModelRebuild(rebuilder), options, terminal);
      } finally {
        await rebuilder.destroy();
      }
    });
}

async function rebuildOrgs(
  rebuild: ReadModelRebuild,
  { org: only, after, batch }: RebuildOptions,
  terminal: Terminal,
): Promise<void> {
  if (only !== undefined) {
    const rebuilt = await rebuild.rebuild({ org: only, maxRowsPerBatch: batch });
    if (!rebuilt) throw new OrgUnknown(only);
    terminal.write(lineOf(only, rebuilt));
    return;
  }
  for (let last = after ?? ''; ;) {
    const orgs = await rebuild.orgs({ after: last, limit: orgsPerPage });
    for (const org of orgs) {
      const rebuilt = await rebuild.rebuild({ org, maxRowsPerBatch: batch });
      if (rebuilt) terminal.write(lineOf(org, rebuilt));
      last = org;
    }
    if (orgs.length < orgsPerPage) return;
  }
}

/** One line an org, in order: where a run ended, `--after` goes on. */
function lineOf(org: string, { entries, mended }: RebuiltOrg): string {
  const wrong = mended
    .filter(({ removed, added }) => removed + added > 0)
    .map(({ table, removed, added }) => `${table} -${removed} +${added}`);
  return `${org}: ${countOf(entries, 'entry', 'entries')}, ${wrong.length === 0 ? 'nothing was wrong' : wrong.join(', ')}\n`;
}
