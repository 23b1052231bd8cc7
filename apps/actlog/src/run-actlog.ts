import { ConfigError, DevelopmentTokenError } from '@activity-log/platform';
import { Command, CommanderError } from 'commander';
import { apikeyCommand } from './api-keys/apikey-command.js';
import { lagCommand } from './commands/lag-command.js';
import { migrateCommand } from './commands/migrate-command.js';
import { rebuildCommand } from './commands/rebuild-command.js';
import { tokenCommand } from './commands/token-command.js';
import { topicsCommand } from './commands/topics-command.js';
import { dltCommand } from './dead-letters/dlt-command.js';
import { eraseCommand } from './orgs/erase-command.js';
import { orgCommand } from './orgs/org-command.js';
import { helpSection } from './help-section.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { versionOfActlog } from './version-of-actlog.js';

/** What the process ends with. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

const exitCodeMeanings = [
  ['0', 'done'],
  ['1', 'it failed, or what it is about does not exist'],
  ['2', 'it was not written right, or a setting is wrong'],
] as const;

/**
 * Runs one command; `args` are what follows the program's name. Resolves to the exit code: 0 done, 1 it failed,
 * 2 it was not written right or a setting is wrong. Never rejects: what went wrong is told on standard error.
 */
export async function runActlog(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // Commander has said what is wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    terminal.complain(`actlog: ${error instanceof Error ? error.message : String(error)}\n`);
    return isMiswritten(error) ? exitCodes.usage : exitCodes.failed;
  }
}

function isMiswritten(error: unknown): boolean {
  if (error instanceof DevelopmentTokenError) return error.code === 'development_token_invalid';
  return error instanceof ConfigError || error instanceof UsageError;
}

function program(terminal: Terminal): Command {
  const root = new Command('actlog')
    .description("The operator's commands of the activity log.")
    .version(versionOfActlog(), '-V, --version', 'print the version')
    .addHelpText('after', helpSection('Exit codes', exitCodeMeanings))
    .addCommand(tokenCommand(terminal))
    .addCommand(apikeyCommand(terminal))
    .addCommand(topicsCommand(terminal))
    .addCommand(migrateCommand(terminal))
    .addCommand(lagCommand(terminal))
    .addCommand(rebuildCommand(terminal))
    .addCommand(orgCommand(terminal))
    .addCommand(eraseCommand(terminal))
    .addCommand(dltCommand(terminal));
  for (const command of everyCommand(root)) {
    command
      .exitOverride()
      .showHelpAfterError('(--help tells more)')
      .configureOutput({
        writeOut: (text) => {
          terminal.write(text);
        },
        writeErr: (text) => {
          terminal.complain(text);
        },
      });
  }
  return root;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap((child) => everyCommand(child))];
}
