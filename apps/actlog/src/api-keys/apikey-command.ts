import { randomBytes } from 'node:crypto';
import type { OrgId } from '@activity-log/activity';
import { apiKeyDigest, apiKeyEntropyBytes, apiKeySecret } from '@activity-log/store';
import { Command } from 'commander';
import { formatTable } from '../format-table.js';
import { orgOption } from '../org-option.js';
import { printableText } from '../printable-text.js';
import { administratorHelp } from '../settings-help.js';
import type { Terminal } from '../terminal.js';
import { ApiKeyMissing } from './api-key-missing.js';
import { keyNameArgument, scopesArgument, spanArgument } from './key-arguments.js';
import { withKeyKeeper } from './with-key-keeper.js';

interface NewKeyOptions {
  readonly org: OrgId;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
}

const idBytes = 12;

/** `apikey create|revoke|list`: the keys with which programs call the API. */
export function apikeyCommand(terminal: Terminal): Command {
  return new Command('apikey')
    .summary('make, end and list API keys')
    .description('Make, end and list the API keys with which programs call the API.')
    .addCommand(createCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addCommand(listCommand(terminal));
}

function createCommand(terminal: Terminal): Command {
  return new Command('create')
    .summary('make a key and print it, once')
    .description('Make a key and print it: alone on standard output, and once, since only its digest is kept.')
    .addOption(orgOption())
    .requiredOption('--name <name>', 'what it is for; shown as the author of what it does', keyNameArgument)
    .requiredOption('--scopes <list>', 'comma-separated permissions, e.g. activity:read,activity:audit', scopesArgument)
    .option('--expires <span>', 'how long it holds: a number and one of m, h, d; for ever when left out', spanArgument)
    .addHelpText('after', administratorHelp)
    .action(async ({ org, name, scopes, expires }: NewKeyOptions) => {
      const secret = apiKeySecret(randomBytes(apiKeyEntropyBytes));
      const id = `key_${randomBytes(idBytes).toString('hex')}`;
      const key = { org, id, name, scopes, digest: apiKeyDigest(secret) };
      const expiresAt = expires === undefined ? {} : { expiresAt: new Date(Date.now() + expires) };
      await withKeyKeeper(terminal, (keeper) => keeper.create({ ...key, ...expiresAt }));
      terminal.write(`${secret}\n`);
      terminal.complain(`${id} of ${org}; the key is not shown again\n`);
    });
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .summary('end a key for ever')
    .description('End a key for ever. Every query refuses it within 5 seconds.')
    .addOption(orgOption())
    .argument('<key>', 'its id, as apikey list shows it')
    .addHelpText('after', administratorHelp)
    .action(async (id: string, { org }: { readonly org: OrgId }) => {
      const revocation = await withKeyKeeper(terminal, (keeper) => keeper.revoke({ org, id }));
      if (revocation === 'missing') throw new ApiKeyMissing();
      terminal.write(revocation === 'revoked' ? `${id} is revoked\n` : `${id} was revoked before\n`);
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .summary('show the keys of an org')
    .description('Show the keys that an org ever had, oldest first, but never what they are.')
    .addOption(orgOption())
    .addHelpText('after', administratorHelp)
    .action(async ({ org }: { readonly org: OrgId }) => {
      const keys = await withKeyKeeper(terminal, (keeper) => keeper.list(org));
      const header = ['key', 'name', 'scopes', 'created', 'by', 'expires', 'revoked', 'last used'];
      const rows = keys.map((key) => [
        key.id,
        printableText(Buffer.from(key.name)),
        key.scopes.join(','),
        key.createdAt.toISOString(),
        key.createdBy,
        key.expiresAt?.toISOString() ?? '-',
        key.revokedAt?.toISOString() ?? '-',
        key.lastUsedAt?.toISOString() ?? '-',
      ]);
      terminal.write(formatTable(header, rows));
    });
}
