import { mintDevelopmentToken, type DevelopmentTokenKind } from '@activity-log/platform';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';

interface TokenOptions {
  readonly org: string;
  readonly user: string;
  readonly name?: string;
  readonly email?: string;
  readonly kind: DevelopmentTokenKind;
  readonly customer?: string;
  readonly permissions?: readonly string[];
  readonly expires: string;
}

/** `token`: a JWT that the stack of DATA_DIR accepts, alone on standard output. For development. */
export function tokenCommand(terminal: Terminal): Command {
  return new Command('token')
    .description('print a development JWT that the running stack accepts (same DATA_DIR)')
    .requiredOption('--org <id>', 'the org (workspace) it is for')
    .requiredOption('--user <id>', 'who it is for: the subject of the token')
    .option('--name <name>', 'shown as the author of manual activities')
    .option('--email <address>', 'shown beside the name')
    .addOption(
      new Option('--kind <kind>', 'what the subject is').choices(['user', 'customer', 'service']).default('user'),
    )
    .option('--customer <datatype/id>', 'for the kind customer: whose timeline it may read, e.g. contact/contact-abc')
    .option('--permissions <list>', 'comma-separated; every permission of the kind when left out', parsePermissions)
    .option('--expires <span>', 'how long it is valid: a number and one of s, m, h, d', '1h')
    .action(async ({ org, user, name, email, kind, customer, permissions, expires }: TokenOptions) => {
      const token = await mintDevelopmentToken({
        dataDir: readSettings(terminal).dataDir,
        org,
        userId: user,
        kind,
        expiresIn: expires,
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
        ...(customer === undefined ? {} : { customer }),
        ...(permissions === undefined ? {} : { permissions }),
      });
      terminal.write(`${token}\n`);
    });
}

function parsePermissions(list: string): readonly string[] {
  const permissions = list.split(',').map((permission) => permission.trim());
  if (permissions.every((permission) => /^[a-z]+:[a-z]+$/.test(permission))) return permissions;
  throw new InvalidArgumentError('Permissions look like activity:read,activity:write.');
}
