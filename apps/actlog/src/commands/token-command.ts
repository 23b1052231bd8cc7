import {
  isPermission,
  parseTokenClaims,
  permissions as everyPermission,
  permissionsByKind,
  type ClaimBreach,
} from '@activity-log/contracts';
import { mintDevelopmentToken, type DevelopmentTokenKind } from '@activity-log/platform';
import { Command, InvalidArgumentError, Option } from 'commander';
import { settingsHelp } from '../settings-help.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

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
    .summary('print a JWT for the stack that npm start runs')
    .description('Print a JWT, and nothing else, that the stack of npm start accepts. For development.')
    .requiredOption('--org <id>', 'the org (workspace)')
    .requiredOption('--user <id>', 'who it is for: the subject of the token')
    .option('--name <name>', 'shown as the author of manual activities')
    .option('--email <address>', 'shown beside the name')
    .addOption(
      new Option('--kind <kind>', 'what the subject is').choices(['user', 'customer', 'service']).default('user'),
    )
    .option('--customer <datatype/id>', 'for the kind customer: whose timeline it may read, e.g. contact/contact-abc')
    .option('--permissions <list>', 'comma-separated; every permission of the kind when left out', parsePermissions)
    .option('--expires <span>', 'how long it is valid: a number and one of s, m, h, d', '1h')
    .addHelpText('after', settingsHelp('DATA_DIR'))
    .action(async (options: TokenOptions) => {
      requireAcceptable(options);
      const { org, user, name, email, kind, customer, permissions, expires } = options;
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
  if (permissions.every(isPermission)) return permissions;
  throw new InvalidArgumentError(`Permissions are of ${everyPermission.join(', ')}.`);
}

const optionOf: Readonly<Partial<Record<ClaimBreach['claim'], string>>> = {
  org: '--org',
  sub: '--user',
  name: '--name',
  email: '--email',
  customer: '--customer',
};

/** Throws a UsageError for a token that the stack would refuse, or that would let nobody do anything. */
function requireAcceptable({ org, user, name, email, kind, customer, permissions }: TokenOptions): void {
  const parsed = parseTokenClaims({
    ...{ org, sub: user, name, email, kind, customer },
    permissions: permissions ?? [],
    // Of every token that is made here.
    ...{ aud: 'activity-log', exp: 0 },
  });
  if (parsed.kind === 'refused') {
    const { claim, rule } = parsed.breach;
    throw new UsageError(`${optionOf[claim] ?? claim} must be ${rule}`);
  }
  if (permissions !== undefined && permissions.some((name) => !new Set<string>(parsed.claims.permissions).has(name))) {
    throw new UsageError(`--permissions: a ${kind} can have ${permissionsByKind[kind].join(', ')} and nothing else`);
  }
}
